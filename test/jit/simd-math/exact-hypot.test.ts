import { exactTests } from "./exactness";

exactTests("hypot", 2);
exactTests("hypot3", 3);
