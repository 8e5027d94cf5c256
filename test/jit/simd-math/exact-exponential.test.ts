import { exactTests } from "./exactness";

for (const name of ["exp", "expm1", "sinh"]) exactTests(name);
