import { exactTests } from "./exactness";

for (const name of ["sin", "cos", "tan"]) exactTests(name);
