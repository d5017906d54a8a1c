// `npm start`: the report on the bundled checkpoint and label maps; ends with the path of the page.

import { spawnSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const inRoot = (...parts) => join(root, ...parts);
const scenes = ["village", "harbour", "road", "street", "wood", "bridge"];
mkdirSync(inRoot("out"), { recursive: true });

const { status } = spawnSync(
  process.execPath,
  [
    inRoot("dist", "src", "cli", "main.js"),
    "report",
    inRoot("data", "checkpoints", "random-clade-icpe.safetensors"),
    ...scenes.map((name) => inRoot("data", "label-maps", `${name}.png`)),
    ...scenes.flatMap((name) => [
      "--instances",
      inRoot("data", "label-maps", `${name}.instances.png`),
    ]),
    "-o",
    inRoot("out", "report.html"),
  ],
  { stdio: "inherit" },
);
process.exitCode = status ?? 1;
