// `npm start`: the report on the bundled checkpoint and label maps, then the first notebook; ends with the paths of the pages.

import { spawnSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const inRoot = (...parts) => join(root, ...parts);
const scenes = ["garden", "houses", "pond", "bay", "boats", "avenue"];
mkdirSync(inRoot("out"), { recursive: true });

/** Runs `cladescope ARGS`; the first command that fails ends it all. */
function cladescope(...args) {
  const { status } = spawnSync(
    process.execPath,
    [inRoot("dist", "src", "cli", "main.js"), ...args],
    {
      stdio: "inherit",
    },
  );
  if (status !== 0) process.exit(status ?? 1);
}

cladescope(
  "report",
  inRoot("data", "checkpoints", "toy-clade-icpe.safetensors"),
  ...scenes.map((name) => inRoot("data", "label-maps", "small", `${name}.png`)),
  "-o",
  inRoot("out", "report.html"),
);
cladescope(
  "run",
  inRoot("notebooks", "01-tour.ipynb"),
  "-o",
  inRoot("out", "tour.ipynb"),
  "-o",
  inRoot("out", "tour.html"),
);
