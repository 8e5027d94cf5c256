import { exactTests } from "./exactness";

for (const name of ["atan2", "min", "max"]) exactTests(name, 2);
