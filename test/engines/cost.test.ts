import { describe, expect, test } from "vitest";
import { costOf } from "../../src/engines/cost/cost.ts";
import { overheads } from "../../src/engines/cost/overheads.ts";
import { builtInLabelSet, type LabelSetName } from "../../src/labels/built-in.ts";
import { parseLabelSet } from "../../src/labels/label-set.ts";
import {
  RELEASED_STYLE_ENCODER,
  releasedConfig,
  releasedSize,
} from "../../src/models/released-config.ts";
import { generatorSteps, networkSteps } from "../../src/models/steps.ts";
import type { Step } from "../../src/models/trace.ts";

async function cost(
  labelSetName: LabelSetName,
  method: "spade" | "clade" | "clade-icpe",
  options: { instances?: boolean } = {},
) {
  const labelSet = builtInLabelSet(labelSetName);
  const config = releasedConfig(labelSet, method, options);
  return costOf(generatorSteps(config, releasedSize(labelSet)));
}

describe("costOf() counts the released networks", () => {
  // Parameters and GMAC: exact arithmetic over the released modules; 97.5 million for COCO-Stuff's SPADE is what its
  // training log prints (NVlabs/SPADE issue 133).
  test.each([
    ["ade20k" as const, 96_492_483, 181.15, 71_427_267, 42.25],
    ["coco-stuff" as const, 97_480_899, 191.14, 72_505_383, 42.43],
    ["cityscapes" as const, 93_048_003, 281.28, 67_901_991, 75.59],
  ])("%s, at its default size", async (name, spadeCount, spadeGmac, cladeCount, cladeGmac) => {
    const spade = await cost(name, "spade");
    const clade = await cost(name, "clade");
    const icpe = await cost(name, "clade-icpe");
    expect(spade.parameters).toBe(spadeCount);
    expect(spade.macs / 1e9).toBeCloseTo(spadeGmac, 2);
    expect(clade.parameters).toBe(cladeCount);
    expect(clade.macs / 1e9).toBeCloseTo(cladeGmac, 2);
    expect(icpe.parameters - clade.parameters).toBe(108);
  });

  test.each([
    ["coco-stuff" as const, 97.45, 190.84, 72.42, 42.27],
    ["cityscapes" as const, 93.02, 280.67, 67.82, 75.28],
  ])(
    "%s without instance edges, in millions",
    async (name, spadeM, spadeGmac, cladeM, cladeGmac) => {
      const spade = await cost(name, "spade", { instances: false });
      const clade = await cost(name, "clade", { instances: false });
      expect(spade.parameters / 1e6).toBeCloseTo(spadeM, 2);
      expect(spade.macs / 1e9).toBeCloseTo(spadeGmac, 2);
      expect(clade.parameters / 1e6).toBeCloseTo(cladeM, 2);
      expect(clade.macs / 1e9).toBeCloseTo(cladeGmac, 2);
    },
  );

  test("ICPE adds 4 multiply-adds a pixel in each of 18 layers", async () => {
    const clade = await cost("ade20k", "clade");
    const icpe = await cost("ade20k", "clade-icpe");
    expect(icpe.macs - clade.macs).toBe(
      4 * (2 * 8 ** 2 + 4 * 16 ** 2 + 3 * (32 ** 2 + 64 ** 2 + 128 ** 2 + 256 ** 2)),
    );
  });
});

describe("SEAN for the 19 regions of CelebAMask-HQ", () => {
  const labelSet = parseLabelSet(
    {
      name: "regions",
      rows: Array.from({ length: 19 }, (_, row) => ({ row, value: row, name: `region ${row}` })),
    },
    "regions",
  );
  const steps = (method: "sean" | "sean-clade") =>
    networkSteps(
      {
        network: "generator",
        config: releasedConfig(labelSet, method),
        styleEncoder: RELEASED_STYLE_ENCODER,
      },
      { height: 256, width: 256 },
    );
  /** Parameters whose keys match, in millions. */
  const millions = (of: readonly Step[], pattern: RegExp) =>
    of
      .flatMap(({ parameters }) => parameters)
      .filter(({ key, role }) => pattern.test(key) && (role === "parameter" || role === "idle"))
      .reduce((sum, { shape }) => sum + shape.reduce((a, b) => a * b, 1), 0) / 1e6;

  test("has 266.91 million parameters, its parts as the released code's shapes give them", () => {
    const sean = steps("sean");
    expect(costOf(sean).parameters / 1e6).toBeCloseTo(266.91, 2);
    expect(millions(sean, /fc_mu/)).toBeCloseTo(74.86, 2);
    expect(millions(sean, /conv_(gamma|beta)/)).toBeCloseTo(97.93, 2);
    expect(millions(sean, /^Zencoder/)).toBeCloseTo(1.57, 2);
  });

  test("needs 0.416 instead of 25.63 million for its label part with CLADE banks, and nothing else changes", () => {
    const [sean, banks] = [steps("sean"), steps("sean-clade")];
    expect(millions(sean, /\.Spade\./)).toBeCloseTo(25.63, 2);
    expect(millions(banks, /class_specified_affine/)).toBeCloseTo(0.416, 3);
    expect(millions(banks, /class_specified_affine/)).toBe((2 * 19 * 10_944) / 1e6);
    const others = (of: readonly Step[]) => millions(of, /^(?!.*(Spade|class_specified_affine))/);
    expect(others(banks)).toBe(others(sean));
    expect(costOf(banks).modulation.macs).toBeLessThan(costOf(sean).modulation.macs);
  });
});

describe("overheads() for ADE20K", () => {
  const at = async (convention: "published" | "asReleased" | "wholeGenerator") => {
    const labelSet = builtInLabelSet("ade20k");
    return overheads(releasedConfig(labelSet, "spade"), releasedSize(labelSet), convention);
  };

  test("reproduces the published percentages to the digit (abstract of arXiv 2004.02867)", async () => {
    expect(await at("published")).toEqual({
      spade: { parameters: 39.21, compute: 234.73 },
      clade: { parameters: 4.57, compute: 0.07 },
    });
  });

  test("gives others with the 1×1 shortcut that the released code has", async () => {
    expect(await at("asReleased")).toEqual({
      spade: { parameters: 42.49, compute: 330.72 },
      clade: { parameters: 4.95, compute: 0.1 },
    });
  });

  test("gives yet others relative to the whole generator", async () => {
    expect(await at("wholeGenerator")).toEqual({
      spade: { parameters: 41.65, compute: 329.14 },
      clade: { parameters: 4.85, compute: 0.1 },
    });
  });
});
