"""numba and numpy: one command a line on stdin, one answer a line on stdout, as lib/serve.mjs.

Variants: `njit`, one thread, exact; `parallel`, fastmath and all cores; `numpy`, whole-array expressions.
"""

import json
import math
import sys
import time

import numba
import numpy as np

FLAGS = {"njit": {}, "parallel": {"parallel": True, "fastmath": True}}


def lcg(n, low, high, seed):
    """The generator of lib/data.mjs, as exact powers: state(i) by doubling blocks."""
    states = np.empty(n, dtype=np.uint64)
    mask = np.uint64(0xFFFFFFFF)
    states[0] = (seed * 1664525 + 1013904223) % 2**32
    filled, a, c = 1, 1664525, 1013904223
    while filled < n:  # state(i + filled) = a state(i) + c
        more = min(filled, n - filled)
        states[filled : filled + more] = (states[:more] * np.uint64(a) + np.uint64(c)) & mask
        a, c = a * a % 2**32, (a * c + c) % 2**32
        filled += more
    return low + (high - low) * (states.astype(np.float64) / 4294967296.0)


def normal(x):
    z = abs(x)
    u = 1 / (1 + 0.2316419 * z)
    tail = (
        0.3989422804014327
        * math.exp(-0.5 * z * z)
        * u
        * (0.31938153 + u * (-0.356563782 + u * (1.781477937 + u * (-1.821255978 + u * 1.330274429))))
    )
    return tail if x < 0 else 1 - tail


def build(name, variant):
    """The loop that numba compiles, for one kernel."""
    flags = FLAGS[variant]
    jit = numba.njit(**flags)
    span = numba.prange if variant == "parallel" else range
    inline = numba.njit(**{k: v for k, v in flags.items() if k != "parallel"})
    cdf = inline(normal)

    def saxpy(out, x, y, a):
        for i in span(out.size):
            out[i] = a * x[i] + y[i]

    def vecmag(out, x, y, z):
        for i in span(out.size):
            out[i] = math.sqrt(x[i] * x[i] + y[i] * y[i] + z[i] * z[i])

    def poly10(out, xs):
        for i in span(out.size):
            x = xs[i]
            out[i] = 1 + x * (0.5 + x * (0.25 + x * (0.125 + x * (0.0625 + x * (0.03125 + x * (
                0.015625 + x * (0.0078125 + x * (0.00390625 + x * (0.001953125 + x * 0.0009765625)))))))))

    def wave(out, x, y, z):
        for i in span(out.size):
            out[i] = math.sin(x[i]) * math.cos(y[i]) + math.sqrt(z[i]) - 1.5

    def blackscholes(out, s, k, t, r, v):
        for i in span(out.size):
            spread = v * math.sqrt(t[i])
            d1 = (math.log(s[i] / k[i]) + (r + 0.5 * v * v) * t[i]) / spread
            d2 = d1 - spread
            out[i] = s[i] * cdf(d1) - k[i] * math.exp(-r * t[i]) * cdf(d2)

    def mandelbrot(out, cx, cy, limit):
        for i in span(out.size):
            x = 0.0
            y = 0.0
            n = 0
            while n < limit and x * x + y * y <= 4:
                x, y = x * x - y * y + cx[i], 2 * x * y + cy[i]
                n += 1
            out[i] = n

    def matmul(a, b, c, n):
        for i in span(n):
            for j in range(n):
                total = 0.0
                for k in range(n):
                    total += a[i * n + k] * b[k * n + j]
                c[i * n + j] = total

    def heat(u, v, n, c):
        for i in span(1, n - 1):
            for j in range(1, n - 1):
                at = i * n + j
                v[at] = u[at] + c * (u[at - 1] + u[at + 1] + u[at - n] + u[at + n] - 4 * u[at])

    def matmulRows(a, b, c):
        n = a.shape[0]
        for i in span(n):
            for j in range(n):
                total = 0.0
                for k in range(n):
                    total += a[i, k] * b[k, j]
                c[i, j] = total

    def heatRows(u, v, c):
        for i in span(1, u.shape[0] - 1):
            for j in range(1, u.shape[1] - 1):
                v[i, j] = u[i, j] + c * (u[i, j - 1] + u[i, j + 1] + u[i - 1, j] + u[i + 1, j] - 4 * u[i, j])

    def sum(x):
        total = 0.0
        for i in span(x.size):
            total += x[i]
        return total

    def dot(x, y):
        total = 0.0
        for i in span(x.size):
            total += x[i] * y[i]
        return total

    def sumsin(n):
        total = 0.0
        for i in span(n):
            total += math.sin(float(i))
        return total

    def logistic(x, r, n):
        for i in range(n):
            x = r * x * (1 - x)
        return x

    return jit(locals()[name])


NUMPY = {
    "saxpy": lambda out, x, y, a: np.add(a * x, y, out=out),
    "vecmag": lambda out, x, y, z: np.sqrt(x * x + y * y + z * z, out=out),
    "wave": lambda out, x, y, z: np.subtract(np.sin(x) * np.cos(y) + np.sqrt(z), 1.5, out=out),
    "sum": lambda x: x.sum(),
    "dot": lambda x, y: x @ y,
    "matmul": lambda a, b, c, n: np.matmul(a.reshape(n, n), b.reshape(n, n), out=c.reshape(n, n)),
}

RANGES = {
    "saxpy": [(-1, 1), (-1, 1)],
    "vecmag": [(-1, 1)] * 3,
    "poly10": [(-1, 1)],
    "wave": [(-10, 10), (-10, 10), (0, 10)],
    "blackscholes": [(50, 150), (50, 150), (0.1, 2)],
    "sum": [(0, 1)],
    "dot": [(0, 1)] * 2,
}
SCALARS = {"saxpy": [2.5], "blackscholes": [0.03, 0.2], "mandelbrot": [256]}
ELEMENTS = {
    "matmul": lambda n: n**3,
    "heat": lambda n: n**2,
    "matmulRows": lambda n: n**3,
    "heatRows": lambda n: n**2,
}


def arguments(name, n):
    """Arguments of one call and its output, if it has one."""
    if name in ("matmul", "heat"):
        a, b = lcg(n * n, 0, 1, 1), lcg(n * n, 0, 1, 2)
        out = np.zeros(n * n)
        return ([a, b, out, n] if name == "matmul" else [a, out, n, 0.1]), out
    if name in ("matmulRows", "heatRows"):
        a, b = lcg(n * n, 0, 1, 1).reshape(n, n), lcg(n * n, 0, 1, 2).reshape(n, n)
        out = np.zeros((n, n))
        return ([a, b, out] if name == "matmulRows" else [a, out, 0.1]), out
    if name == "sumsin":
        return [n], None
    if name == "logistic":
        return [0.5, 3.7, n], None
    if name == "mandelbrot":
        side = round(math.sqrt(n))
        at = np.arange(n)
        columns = [-2 + (3 * (at % side)) / side, -1.5 + (3 * (at // side)) / side]
    else:
        columns = [lcg(n, low, high, seed + 1) for seed, (low, high) in enumerate(RANGES[name])]
    if name in ("sum", "dot"):
        return columns, None
    out = np.zeros(n)
    return [out, *columns, *SCALARS.get(name, [])], out


def checksum(result):
    if not isinstance(result, np.ndarray):
        return float(result)
    flat = result.ravel()
    return float((flat * (1 + np.arange(flat.size) % 7)).sum())


def answer(name, n, variant, ms):
    if variant == "numpy" and name not in NUMPY:
        return {"none": "no whole-array form"}
    run = NUMPY[name] if variant == "numpy" else build(name, variant)
    args, out = arguments(name, n)
    first = time.perf_counter()
    value = run(*args)
    first = time.perf_counter() - first
    calls, warm = 0, time.perf_counter() + ms / 2000
    while calls == 0 or time.perf_counter() < warm:
        value = run(*args)
        calls += 1
    batch = max(1, math.ceil(calls / (ms / 2) / 5))
    times, end = [], time.perf_counter() + ms / 1000
    while not times or time.perf_counter() < end:
        start = time.perf_counter()
        for _ in range(batch):
            value = run(*args)
        times.append((time.perf_counter() - start) / batch)
    times.sort()
    elements = ELEMENTS.get(name, lambda n: n)(n)
    check = checksum(value if out is None else out)
    return {"ns": times[len(times) // 2] * 1e9 / elements, "calls": len(times) * batch, "check": check,
            "firstMs": first * 1000}


if __name__ == "__main__":
    for line in sys.stdin:
        command = json.loads(line)
        try:
            reply = answer(command["kernel"], command["n"], command["variant"], command["ms"])
        except Exception as error:  # a peer that fails is a result
            reply = {"none": f"FAILED: {error!r}".split("\n")[0]}
        print(json.dumps(reply), flush=True)
