import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { openCheckpoint } from "../../src/checkpoint/open-checkpoint.ts";
import { summaryOf } from "../../src/engines/summary.ts";
import { networkOf } from "../../src/models/network.ts";
import { generatorSteps, networkSteps } from "../../src/models/steps.ts";
import { goldensWith } from "../support/goldens.ts";
import { PLAIN } from "../support/state-dicts.ts";

describe("summaryOf()", () => {
  const files = ["net_G.pth", "net_D.pth", "net_E.pth"];
  const goldens = files.flatMap((file) => goldensWith(file).map((golden) => ({ file, ...golden })));
  const plain = goldens.filter(({ name }) => !/parametrizations|without_weight_v/.test(name));

  test.each(plain)(
    "$name: every tensor of $file by its released name and shape",
    async (golden) => {
      const stateDict = await openCheckpoint(join(golden.folder, golden.file));
      const lines = summaryOf(networkSteps(networkOf(stateDict)));
      const printed = lines.flatMap(({ name, parameters }) =>
        parameters.map((p) => `${name}.${p}`),
      );
      const inFile = [...stateDict.tensors].map(
        ([key, { shape }]) => `${key} [${shape.join(", ")}]`,
      );
      await stateDict.close();
      expect(printed.sort()).toEqual(inFile.sort());
    },
  );

  test("says what each operation does, in the order in which they run", () => {
    const lines = summaryOf(generatorSteps(PLAIN, { height: 64, width: 96 }));
    const text = lines.map(({ name, operation, output }) => `${name}: ${operation} → [${output}]`);
    expect([...text.slice(0, 5), ...text.slice(-7)]).toMatchInlineSnapshot(`
      [
        "fc: conv 3×3 of the label map, 5 → 16 → [16,2,3]",
        "head_0.norm_0: batch norm, clade, 5 classes → [16,2,3]",
        "head_0.conv_0: spectral conv 3×3, 16 → 16 → [16,2,3]",
        "head_0.norm_1: batch norm, clade, 5 classes → [16,2,3]",
        "head_0.conv_1: spectral conv 3×3, 16 → 16 → [16,2,3]",
        "up_3.norm_s: batch norm, clade, 5 classes → [2,64,96]",
        "up_3.conv_s: spectral conv 1×1, 2 → 1 → [1,64,96]",
        "up_3.norm_0: batch norm, clade, 5 classes → [2,64,96]",
        "up_3.conv_0: spectral conv 3×3, 2 → 1 → [1,64,96]",
        "up_3.norm_1: batch norm, clade, 5 classes → [1,64,96]",
        "up_3.conv_1: spectral conv 3×3, 1 → 1 → [1,64,96]",
        "conv_img: conv 3×3, 1 → 3 → [3,64,96]",
      ]
    `);
  });
});
