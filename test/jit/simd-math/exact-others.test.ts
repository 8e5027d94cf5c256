import { exactTests } from "./exactness";

for (const name of ["cbrt", "round", "sign", "abs", "floor", "ceil", "trunc", "sqrt"]) exactTests(name);
