import { exactTests } from "./exactness";

for (const name of ["atan2", "hypot", "min", "max"]) exactTests(name, 2);
exactTests("hypot3", 3);
