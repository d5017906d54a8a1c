import { describe, expect, test } from "vitest";
import { checkConditions } from "../../src/engines/check-conditions.ts";
import type { GeneratorConfig } from "../../src/models/generator-config.ts";
import type { Conditions } from "../../src/modulation/conditions.ts";
import { messageOf, PLAIN } from "../support/state-dicts.ts";

const icpe: GeneratorConfig = {
  ...PLAIN,
  method: { kind: "clade", classes: 5, instanceEdges: true, positional: true },
};
const sean: GeneratorConfig = {
  ...PLAIN,
  method: {
    kind: "sean",
    classes: 5,
    instanceEdges: false,
    styleLength: 3,
    labels: "spade",
    hidden: 8,
    kernel: 3,
  },
};
const vae: GeneratorConfig = { ...PLAIN, latent: { zDim: 3, cells: 2 } };

const good: Conditions = {
  batch: 2,
  height: 32,
  width: 64,
  labels: new Int32Array(4096),
  edges: new Uint8Array(4096),
  positions: new Float32Array(8192),
  z: new Float32Array(6),
};

const said = (config: GeneratorConfig, change: Partial<Conditions>) =>
  messageOf(() => checkConditions(config, { ...good, ...change }, "net_G.pth"));

describe("checkConditions()", () => {
  test.each([PLAIN, icpe, vae])("lets conditions pass that fit (case %#)", async (config) => {
    expect(await said(config, {})).toBe("no error");
  });

  const lacks = "net_G.pth: the label map has rows that the network lacks";
  const size = "net_G.pth: the conditions have a size that the network cannot make";
  const z = "net_G.pth: this VAE network starts from a latent code z";
  const another = (map: string) =>
    `net_G.pth: the ${map} map has another size than the conditions say`;
  const pixels = "4096 values for 2 of 32 × 64 pixels";
  const large = { labels: new Int32Array(8192), edges: undefined, positions: undefined };

  test.each<[string, GeneratorConfig, Partial<Conditions>, string[]]>([
    [
      "a size that is no multiple of 32",
      PLAIN,
      { height: 33 },
      [size, "multiples of 32", "33 × 64"],
    ],
    ["no pixels at all", PLAIN, { height: 0 }, [size, "0 × 64"]],
    ["labels for another size", PLAIN, { labels: new Int32Array(5) }, [another("label"), pixels]],
    ["a row beyond the bank", PLAIN, { labels: good.labels.map(() => 5) }, [lacks, "0 to 4", "5"]],
    ["a negative row", PLAIN, { labels: good.labels.map(() => -1) }, [lacks, "0 to 4", "-1"]],
    ["no edges", icpe, { edges: undefined }, ["there is no instance map", "--instances FILE"]],
    ["edges for another size", icpe, { edges: new Uint8Array(5) }, [another("edge"), pixels, "5"]],
    ["no positions", icpe, { positions: undefined }, ["needs positional maps", "positionalMap()"]],
    [
      "positions for another size",
      icpe,
      { positions: new Float32Array(4096) },
      [another("positional"), "8192 values for 2 of 32 × 64 pixels", "4096"],
    ],
    [
      "style codes turned round: 3 regions of length 5",
      sean,
      { styles: new Float32Array(30), styleLength: 5 },
      ["the style codes do not fit", "[2, 5, 3], 30 numbers", "30 numbers in codes of length 5"],
    ],
    ["no latent code", vae, { z: undefined }, [z, "3 numbers for each of 2 pictures", "none"]],
    ["a latent code of another length", vae, { z: new Float32Array(7) }, [z, "7 numbers"]],
    [
      "another number of start pixels",
      vae,
      { height: 64, ...large },
      ["makes pictures of one size only", "2 start pixels of 32 × 32", "4 (64 × 64)"],
    ],
  ])("refuses %s", async (_what, config, change, parts) => {
    const message = await said(config, change);
    for (const part of parts) expect(message).toContain(part);
    expect(message.split("\n").length).toBeLessThanOrEqual(6);
  });
});
