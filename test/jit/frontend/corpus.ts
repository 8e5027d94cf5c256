/** Functions of two numbers, of all that is lowered, as text. */

/** Functions of two numbers. */
export const expressions = `
a + b - a * b
a / b
a % b
a ** b
(a & b) + (a | b) * 2 - (a ^ b)
(a << b) + (a >> b) + (a >>> b)
(a >>> 0) + (b >>> 31)
~a + ~~b + (b | 0)
-a - +b
-(a | 0)
(a < b) + (a <= b) * 2 + (a > b) * 4 + (a >= b) * 8
(a === b) + (a !== b) * 2 + (a == b) * 4 + (a != b) * 8
a < b
a > b ? a : b
a > 0 ? (b > 0 ? 1 : 2) : b > 0 ? 3 : 4
a && b
a || b
a ?? b
!a && !b
(a && b > 1) || b ? 1 : 2
(a > b) + (a > 0 ? b : a < b) * 2
(a && b > 0) - (a || b < 1)
Math.min(a, b, 1) + Math.max(a, b) + Math.max(b)
Math.hypot(a, b) + Math.hypot(a) + Math.hypot(a, b, 1)
Math.imul(a, b) + Math.clz32(a)
Math.fround(a) * Math.fround(b)
Math.round(a) + Math.floor(b) * Math.ceil(a) + Math.trunc(b) + Math.sign(a)
Math.sin(a) + Math.cos(b) + Math.tan(a) + Math.atan2(a, b) + Math.cbrt(a)
Math.exp(a) + Math.expm1(b) + Math.log(a) + Math.log1p(b) + Math.log2(a) + Math.log10(b)
Number.isNaN(a) || isNaN(b) || Number.isInteger(a) || !Number.isSafeInteger(b)
Number.isFinite(a) && isFinite(b)
Number.isNaN(a > b) || isNaN(a > b) || Number.isInteger(a < b)
a * Math.PI + Number.EPSILON + Math.LN2
Math.max() + Math.min() + Math.hypot() + Number()
Math.sqrt() + Math.pow(a)
Math.sqrt(undefined) + undefined + void 0
Math.abs(a, b++, b)
Boolean(a) === Boolean(b)
(a > b) === b
a > b == b
(a > b) !== (b > a)
(a > b) < (b > a)
typeof a === "number" && typeof (a > b) == "boolean" && typeof b !== "string"
a !== undefined && b !== null && void 0 !== a && a != null
void 0 === a || null == b
!0 + !1 + !!a
(a++, b += a, a * b)
a + (a = b) + a * (a += 1) + a++ + a
a++ + ++a * 2 + a-- - --a + b
(a = b = a + 1) * b
(a > b ? (a = 1) : b) + a
((a && (b = 2)) || b) + b
Number(a) + Number(b > 0)
(x => x * x)(a) + ((x, y) => { const z = x - y; return z * z; })(a, b)
NaN === a || b === Infinity
`
  .trim()
  .split("\n");

/** Bodies of functions of two numbers. */
export const bodies: Readonly<Record<string, string>> = {
  locals: `
    const x = a * 2;
    let y = x + b;
    y += x;
    y *= 2;
    y -= b;
    y /= 3;
    y %= 5;
    return y;
  `,
  compound: `
    let x = a;
    x |= b;
    x ^= 5;
    x <<= 1;
    x >>= 1;
    x >>>= 1;
    x &= 0xffff;
    x **= 2;
    return x;
  `,
  steps: `
    let x = a;
    const before = x++;
    const after = ++x;
    return before + after * 2 + x-- - --x + b;
  `,
  order: `
    let x = a;
    return x + (x = b) + x * (x += 1) + x++ + x;
  `,
  chained: `
    let x = a;
    let y = b;
    x = y = x + y;
    return x * y;
  `,
  early: `
    if (a > b) return a;
    if (a === b) return 0;
    return b;
  `,
  branches: `
    let x;
    if (a > b) x = 1;
    else if (a < b) x = 2;
    else x = 3;
    return x;
  `,
  guarded: `
    let x = 0;
    a > b && (x = 1);
    a > b || (x += 2);
    a > 0 ? (x *= 2) : (x -= 1);
    return x;
  `,
  logicalAssignment: `
    let x = a;
    let y = b;
    x &&= y;
    y ||= 7;
    return x + y;
  `,
  conditionalEffect: `
    let x = 1;
    return (a > b ? (x = a) : b) + x + ((a && (x = b)) || x);
  `,
  booleans: `
    let found = a > b;
    found = found && b > 0;
    if (!found) found = a === b;
    return found;
  `,
  shadowed: `
    let x = a;
    {
      const x = b;
      if (x > 1) return x;
    }
    for (let x = 0; x < 2; x++);
    x += 1;
    return x;
  `,
  switched: `
    let x = 0;
    switch (a) {
      case 0:
      case 1:
        x = 1;
        break;
      case b:
        return 5;
      default:
        if (b > 0) break;
        x = 3;
    }
    return x;
  `,
  nothing: `
    let x = a;
    x += 1;
  `,
  minified: `
    var c = 0, d = void 0 === b ? 1 : b;
    return a && (c = 1), !a || (c += 2), c ? d : (c--, c) ;
  `,
  varInBranches: `
    if (a > b) { var x = 1; } else { var x = 2; }
    return x;
  `,
  redeclared: `
    var x = a;
    var x;
    var x = x + b;
    return x;
  `,
  twoInOneSwitch: `
    switch (a > b) {
      case true: { let x = 1; return x; }
      case false: { let x = 2; return x * b; }
    }
    return -1;
  `,
  loopWithSwitch: `
    let s = 0;
    for (let i = 0; i < 6; i++) {
      switch (i) {
        case 0: continue;
        case 3: s += 10; break;
        case 5: break;
        default: s += a; if (s > b) break; s += 1;
      }
      s *= 2;
    }
    return s;
  `,
  labelledBlock: `
    let x = 0;
    out: {
      if (a > b) break out;
      x = 1;
      if (a === b) break out;
      x = 2;
    }
    return x;
  `,
  whiles: `
    let i = 0, s = 0;
    while (i < 5) { s += a; i++; if (s > b) break; }
    do { s -= 1; if (s > 3) { i -= 2; continue; } i--; } while (i > 0);
    return s;
  `,
  whilesThatCount: `
    let s = 0, i = 0, j = 3;
    while (i < 4) { if (s > b) break; s += a; i++; }
    while (j > 0) { if (j === 2) { j--; continue; } s += j; j--; }
    out: while (i >= 0 && s < 1e9) { for (let k = 0; k < 3; k++) { if (k === 1) continue; if (k > a) { i -= 3; continue out; } s += k; if (s > 50) break out; } i--; i -= 1; }
    while (j < 3) j++;
    while (j < 6) { let k = 0; while (k < 2) { s += k; k++; } j += 1; }
    return s + i * 100 + j;
  `,
  counting: `
    let s = 0;
    for (let i = 0, n = 4; i < n; i++) { if (i === 2) continue; s += a * i; }
    for (let i = 4; i > 0; i -= 2) s = s * b + i;
    for (let i = 0; 3 >= i; ++i) s++;
    for (let i = 0; i !== 3; i += 1) s++;
    let i;
    for (i = 0; i < 3 && s > a; i++) s--;
    return s + i;
  `,
  countingDown: `
    let n = 5, s = 0;
    while (n--) s += n;
    for (n = 3; n--; ) s += a;
    return s + n;
  `,
  notCounting: `
    let s = 0;
    for (let i = 0; i < 10; i++) { if (a > b) i += 2; s += i; }
    for (let i = 0, j = 10; i < j; i++, j--) s += i * j;
    return s;
  `,
  nestedLoops: `
    let s = 0;
    outer: for (let i = 0; i < 4; i++) {
      for (let j = 0; j < 4; j++) {
        if (j === 3) continue outer;
        if (i * j > a) break outer;
        s += b;
      }
      s++;
    }
    return s;
  `,
  fractions: `
    let s = 0;
    for (let x = 0.5; x <= 3; x += 0.75) s += x * a;
    return s;
  `,
  endless: `
    let n = 0;
    for (;;) { if (++n > 5) break; }
    while (true) { if (n-- < 2) return n + a; }
  `,
  helpers: `
    const square = (x) => x * x;
    const clamp = (x, low, high = 2) => { if (x < low) return low; if (x > high) return high; return x; };
    function mix(x, y) { let t = square(x); t += clamp(y, 0, 1); return t; }
    return mix(a, b) + mix(b, a) + clamp(a, -1) + late(a);
    function late(x) { return x > 0 ? square(x) : -1; }
  `,
  loopsInHelpers: `
    const first = (n) => { for (let i = 1; i < 5; i++) { if (i * i > n) return i; } return -1; };
    return first(a) * 10 + first(b);
  `,
  effectsInHelpers: `
    let s = 0;
    const add = (x) => { s += x; };
    add(a); add(b);
    const next = () => ++s;
    return s + next() * next() + s;
  `,
  higherOrder: `
    const twice = (f, x) => f(f(x));
    return twice((x) => x + b, a);
  `,
  flags: `
    let isFirst = true, n = 0;
    for (let i = 0; i < 3; i++) { if (isFirst) { n += a; isFirst = false; } else n += b; }
    return isFirst ? 0 : n;
  `,
};
