// Every test of the pure modules in one process, which is much quicker than one for each file.

import { readdirSync } from "node:fs";

// Last comes the file whose hooks, and whose document, are then those of the whole process.
const LAST = "task-runner.test.mjs";
const isLast = (name) => name.endsWith(LAST);

const names = readdirSync(import.meta.dirname, { recursive: true }).filter((name) =>
  name.endsWith(".test.mjs"),
);
for (const name of names.sort((a, b) => isLast(a) - isLast(b) || a.localeCompare(b)))
  await import(`./${name}`);
