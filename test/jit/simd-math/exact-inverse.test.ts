import { exactTests } from "./exactness";

for (const name of ["asin", "acos", "atan"]) exactTests(name);
