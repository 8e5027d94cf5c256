import { exactTests } from "./exactness";

for (const name of ["asinh", "acosh", "atanh"]) exactTests(name);
