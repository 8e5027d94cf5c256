/**
 * The true values of a few functions, far beyond a double: whole numbers (BigInt) that count units of 2^-320. Slow,
 * simple series; they know nothing of the code under test.
 */
const fraction = 320n;
const one = 1n << fraction;

const multiply = (a: bigint, b: bigint): bigint => (a * b) >> fraction;

/** A double with an exponent from -300 up, exactly. */
export function exactly(value: number): bigint {
  const bits = new BigInt64Array(new Float64Array([value]).buffer)[0] as bigint;
  const exponent = (bits >> 52n) & 0x7ffn;
  const mantissa = (bits & ((1n << 52n) - 1n)) | (exponent === 0n ? 0n : 1n << 52n);
  const shift = (exponent === 0n ? 1n : exponent) - 1075n + fraction;
  const size = shift >= 0n ? mantissa << shift : mantissa >> -shift;
  return bits < 0n ? -size : size;
}

/** Sum of terms, each made from the one before it. */
function sum(first: bigint, next: (term: bigint, index: bigint) => bigint): bigint {
  let total = 0n;
  for (let term = first, index = 1n; term !== 0n && term !== -1n; index++) {
    total += term;
    term = next(term, index);
  }
  return total;
}

/** atanh or, with alternating signs, atan of 1 / n. */
function inverseSeries(n: bigint, alternating: boolean): bigint {
  let power = one / n;
  let total = 0n;
  for (let index = 1n; power !== 0n; index += 2n) {
    const minus = alternating && index % 4n === 3n;
    total += (minus ? -power : power) / index;
    power /= n * n;
  }
  return total;
}

/** Machin's formula. */
const pi = 4n * (4n * inverseSeries(5n, true) - inverseSeries(239n, true));
const ln2 = 2n * inverseSeries(3n, false);

function sinOf(x: bigint): bigint {
  const square = multiply(x, x);
  return sum(x, (term, index) => -multiply(term, square) / (2n * index * (2n * index + 1n)));
}

export function sin(value: number): bigint {
  const x = exactly(value);
  const turns = (2n * x + pi) / (2n * pi);
  const rest = x - turns * pi;
  return turns % 2n === 0n ? sinOf(rest) : -sinOf(rest);
}

export function cos(value: number): bigint {
  const shifted = exactly(value) + pi / 2n;
  const turns = (2n * shifted + pi) / (2n * pi);
  const rest = shifted - turns * pi;
  return turns % 2n === 0n ? sinOf(rest) : -sinOf(rest);
}

/** e^x / 2^k for the k that is given back. */
export function exp(value: number): { mantissa: bigint; exponent: number } {
  const x = exactly(value);
  const exponent = x / ln2;
  const rest = x - exponent * ln2;
  const mantissa = sum(one, (term, index) => multiply(term, rest) / index);
  return { mantissa, exponent: Number(exponent) };
}

/** Of a positive normal number. */
export function log(value: number): bigint {
  const exponent = Math.floor(Math.log2(value));
  const x = exactly(value * 2 ** -exponent);
  const ratio = ((x - one) << fraction) / (x + one);
  const square = multiply(ratio, ratio);
  let power = ratio;
  let total = 0n;
  for (let index = 1n; power !== 0n && power !== -1n; index += 2n) {
    total += power / index;
    power = multiply(power, square);
  }
  return BigInt(exponent) * ln2 + 2n * total;
}

/** How many units in the last place of the true value (as a double) lie between it and `value`. */
export function ulps(value: number, truth: bigint): number {
  const size = truth < 0n ? -truth : truth;
  const bits = BigInt(size.toString(2).length);
  const unit = 1n << (bits - 53n);
  return Number(((exactly(value) - truth) * 1000n) / unit) / 1000;
}
