import { exactTests } from "./exactness";

for (const name of ["log", "log2", "log10", "log1p"]) exactTests(name);
