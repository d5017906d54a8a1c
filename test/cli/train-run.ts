/** Runs `cladescope train` on a folder of small pictures, as small and short as it goes. */

import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { writeFolders } from "../training/pictures/picture-folders.ts";
import { trainingBackend } from "../training/training-backend.ts";

/** Arguments that name pictures of blocks in `folder`, a back end and the smallest networks. */
export function trainArguments(folder: string): string[] {
  const { images, labels, labelSetFile } = writeFolders(folder, ["a", "b", "c"], 32);
  return [
    "train",
    ...["--images", images, "--labels", labels, "--label-set", labelSetFile],
    ...[
      "--size",
      "32x32",
      "--ngf",
      "1",
      "--ndf",
      "2",
      "--batch",
      "2",
      "--backend",
      trainingBackend,
    ],
  ];
}

/** Digests of the networks and the state in a training's folder. */
export function weightsIn(folder: string): Record<string, string> {
  const files = readdirSync(folder).filter((name) => name.endsWith(".safetensors"));
  const digest = (name: string) =>
    createHash("sha256")
      .update(readFileSync(join(folder, name)))
      .digest("hex");
  return Object.fromEntries(files.sort().map((name) => [name, digest(name)]));
}

interface LogLine {
  readonly step: number;
  readonly steps: number;
  readonly losses: Readonly<Record<string, number>>;
  readonly learningRates: Readonly<Record<string, number>>;
  readonly seconds: number;
}

export function logIn(folder: string): LogLine[] {
  const text = readFileSync(join(folder, "log.jsonl"), "utf8");
  return text
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
}
