/*
 * gcc: the kernels in C, one command a line ("kernel n ms") on stdin, one answer a line on stdout, as lib/serve.mjs.
 * Compiled twice: -O3 -march=native, and the same with -ffast-math.
 */
#define _GNU_SOURCE
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1e3 + t.tv_nsec / 1e6;
}

static double *column(long n) {
  double *array = aligned_alloc(64, ((n * sizeof(double) + 63) / 64) * 64);
  memset(array, 0, n * sizeof(double));
  return array;
}

static double *fill(double *array, long n, double low, double high, uint32_t state) {
  for (long i = 0; i < n; i++) {
    state = state * 1664525u + 1013904223u;
    array[i] = low + (high - low) * (state / 4294967296.0);
  }
  return array;
}

typedef struct {
  long n;
  double *a, *b, *c, *out, value;
} Call;

static void saxpy(Call *k) {
  double *restrict out = k->out, *x = k->a, *y = k->b;
  for (long i = 0; i < k->n; i++) out[i] = 2.5 * x[i] + y[i];
}

static void vecmag(Call *k) {
  double *restrict out = k->out, *x = k->a, *y = k->b, *z = k->c;
  for (long i = 0; i < k->n; i++) out[i] = sqrt(x[i] * x[i] + y[i] * y[i] + z[i] * z[i]);
}

static void poly10(Call *k) {
  double *restrict out = k->out, *xs = k->a;
  for (long i = 0; i < k->n; i++) {
    double x = xs[i];
    out[i] = 1 + x * (0.5 + x * (0.25 + x * (0.125 + x * (0.0625 + x * (0.03125 + x * (0.015625 +
             x * (0.0078125 + x * (0.00390625 + x * (0.001953125 + x * 0.0009765625)))))))));
  }
}

static void wave(Call *k) {
  double *restrict out = k->out, *x = k->a, *y = k->b, *z = k->c;
  for (long i = 0; i < k->n; i++) out[i] = sin(x[i]) * cos(y[i]) + sqrt(z[i]) - 1.5;
}

static inline double normal(double x) {
  double z = fabs(x), u = 1 / (1 + 0.2316419 * z);
  double tail = 0.3989422804014327 * exp(-0.5 * z * z) * u *
                (0.31938153 + u * (-0.356563782 + u * (1.781477937 + u * (-1.821255978 + u * 1.330274429))));
  return x < 0 ? tail : 1 - tail;
}

static void blackscholes(Call *k) {
  const double r = 0.03, v = 0.2;
  double *restrict out = k->out, *s = k->a, *strike = k->b, *t = k->c;
  for (long i = 0; i < k->n; i++) {
    double spread = v * sqrt(t[i]);
    double d1 = (log(s[i] / strike[i]) + (r + 0.5 * v * v) * t[i]) / spread, d2 = d1 - spread;
    out[i] = s[i] * normal(d1) - strike[i] * exp(-r * t[i]) * normal(d2);
  }
}

static void mandelbrot(Call *k) {
  for (long i = 0; i < k->n; i++) {
    double x = 0, y = 0;
    int n = 0;
    while (n < 256 && x * x + y * y <= 4) {
      double next = x * x - y * y + k->a[i];
      y = 2 * x * y + k->b[i];
      x = next;
      n++;
    }
    k->out[i] = n;
  }
}

static void matmul(Call *k) {
  long n = k->n;
  double *a = k->a, *b = k->b, *restrict c = k->out;
  for (long i = 0; i < n; i++)
    for (long j = 0; j < n; j++) {
      double sum = 0;
      for (long l = 0; l < n; l++) sum += a[i * n + l] * b[l * n + j];
      c[i * n + j] = sum;
    }
}

static void heat(Call *k) {
  long n = k->n;
  double *u = k->a, *restrict v = k->out;
  for (long i = 1; i < n - 1; i++)
    for (long j = 1; j < n - 1; j++) {
      long at = i * n + j;
      v[at] = u[at] + 0.1 * (u[at - 1] + u[at + 1] + u[at - n] + u[at + n] - 4 * u[at]);
    }
}

static void sum(Call *k) {
  double total = 0;
  for (long i = 0; i < k->n; i++) total += k->a[i];
  k->value = total;
}

static void dot(Call *k) {
  double total = 0;
  for (long i = 0; i < k->n; i++) total += k->a[i] * k->b[i];
  k->value = total;
}

static void sumsin(Call *k) {
  double total = 0;
  for (long i = 0; i < k->n; i++) total += sin((double)i);
  k->value = total;
}

static void logistic(Call *k) {
  double x = 0.5, r = 3.7;
  for (long i = 0; i < k->n; i++) x = r * x * (1 - x);
  k->value = x;
}

typedef struct {
  const char *name;
  void (*run)(Call *);
  int columns;
  double low[3], high[3];
} Kernel;

static const Kernel kernels[] = {
    {"saxpy", saxpy, 2, {-1, -1}, {1, 1}},
    {"vecmag", vecmag, 3, {-1, -1, -1}, {1, 1, 1}},
    {"poly10", poly10, 1, {-1}, {1}},
    {"wave", wave, 3, {-10, -10, 0}, {10, 10, 10}},
    {"blackscholes", blackscholes, 3, {50, 50, 0.1}, {150, 150, 2}},
    {"mandelbrot", mandelbrot, 2, {0}, {0}},
    {"matmul", matmul, 2, {0, 0}, {1, 1}},
    {"heat", heat, 2, {0, 0}, {1, 1}},
    {"sum", sum, 1, {0}, {1}},
    {"dot", dot, 2, {0, 0}, {1, 1}},
    {"sumsin", sumsin, 0, {0}, {0}},
    {"logistic", logistic, 0, {0}, {0}},
};

static int ascending(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return x < y ? -1 : x > y;
}

static void answer(const Kernel *kernel, long n, double ms) {
  int square = !strcmp(kernel->name, "matmul") || !strcmp(kernel->name, "heat");
  int hasOut = square || (kernel->columns > 0 && strcmp(kernel->name, "sum") && strcmp(kernel->name, "dot"));
  long cells = square ? n * n : n;
  double *columns[3] = {NULL, NULL, NULL};
  for (int i = 0; i < kernel->columns; i++)
    columns[i] = fill(column(cells), cells, kernel->low[i], kernel->high[i], i + 1);
  if (!strcmp(kernel->name, "mandelbrot")) {
    long side = lround(sqrt(n));
    for (long i = 0; i < n; i++) {
      columns[0][i] = -2 + 3.0 * (i % side) / side;
      columns[1][i] = -1.5 + 3.0 * (i / side) / side;
    }
  }
  Call call = {n, columns[0], columns[1], columns[2], hasOut ? column(cells) : NULL, 0};
  long calls = 0;
  for (double warm = now() + ms / 2; calls == 0 || now() < warm; calls++) kernel->run(&call);
  long batch = (long)ceil(calls / (ms / 2) / 5), count = 0;
  if (batch < 1) batch = 1;
  static double times[1 << 20];
  for (double end = now() + ms; count == 0 || (now() < end && count < 1 << 20); count++) {
    double start = now();
    for (long i = 0; i < batch; i++) kernel->run(&call);
    times[count] = (now() - start) / batch;
  }
  qsort(times, count, sizeof(double), ascending);
  double elements = !strcmp(kernel->name, "matmul") ? (double)n * n * n : square ? (double)n * n : n;
  double check = call.value;
  if (call.out)
    for (long i = 0; i < cells; i++) check += call.out[i] * (1 + i % 7);
  printf("{\"ns\":%.6g,\"calls\":%ld,\"check\":%.17g}\n", times[count / 2] * 1e6 / elements, count * batch, check);
  for (int i = 0; i < 3; i++) free(columns[i]);
  free(call.out);
}

int main(void) {
  char name[64];
  long n;
  double ms;
  while (scanf("%63s %ld %lf", name, &n, &ms) == 3) {
    int found = 0;
    for (size_t i = 0; i < sizeof kernels / sizeof *kernels; i++)
      if (!strcmp(kernels[i].name, name)) {
        answer(&kernels[i], n, ms);
        found = 1;
      }
    if (!found) printf("{\"none\":\"not written in C\"}\n");
    fflush(stdout);
  }
}
