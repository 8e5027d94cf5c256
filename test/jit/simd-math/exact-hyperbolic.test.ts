import { exactTests } from "./exactness";

for (const name of ["cosh", "tanh"]) exactTests(name);
