import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { builtInLabelSet } from "../../src/labels/built-in.ts";
import { releasedConfig, releasedSize } from "../../src/models/released-config.ts";
import { countParameters, generatorSteps } from "../../src/models/steps.ts";

const FOLDER = join(import.meta.dirname, "../goldens/state-dicts");
const COSTS = join(import.meta.dirname, "../goldens/networks/costs.json");
const costs: Record<string, { parameters: number }> = JSON.parse(readFileSync(COSTS, "utf8"));

/** "fc.weight" → "1024,151,3,3 param" */
function listing(file: string): Map<string, string> {
  const text = gunzipSync(readFileSync(join(FOLDER, file))).toString("utf8");
  const lines = text.trim().split("\n");
  return new Map(
    lines.map((line) => {
      const [key, shape, role] = line.split("\t");
      return [key, `${shape.replace(/[()\s]|,\)$/g, "").replace(/,$/, "")} ${role}`];
    }),
  );
}

describe.each(["ade20k", "coco-stuff", "cityscapes"] as const)(
  "the released generators for %s",
  (name) => {
    test.each(["spade", "clade", "clade-icpe"] as const)(
      "%s: keys, shapes and roles are the released code's",
      (method) => {
        const labelSet = builtInLabelSet(name);
        const config = releasedConfig(labelSet, method);
        const steps = generatorSteps(config, releasedSize(labelSet));
        const ours = steps
          .flatMap((step) => step.parameters)
          .map(({ key, shape, role }): [string, string] => [
            key,
            `${shape.join(",")} ${role === "parameter" ? "param" : "buffer"}`,
          ]);
        const released = listing(`${name}.${method}.txt.gz`);
        expect(Object.fromEntries(ours)).toEqual(Object.fromEntries(released));
        expect(ours).toHaveLength(released.size);
        expect(countParameters(steps), "as PyTorch counts").toBe(
          costs[`${name}/${method}`].parameters,
        );
      },
    );
  },
);
