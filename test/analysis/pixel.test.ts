import { afterAll, describe, expect, test } from "vitest";
import { activationRows } from "../../src/analysis/activations.ts";
import { type LayerActivations, layerActivations } from "../../src/analysis/layer-activations.ts";
import { explainPixel } from "../../src/analysis/pixel.ts";
import { TfjsGenerator } from "../../src/engines/tfjs/generator.ts";
import { builtInLabelSet } from "../../src/labels/built-in.ts";
import { asGenerator } from "../../src/models/network.ts";
import { openNetwork } from "../../src/models/open-network.ts";
import type { Conditions } from "../../src/modulation/conditions.ts";
import { Expected, type Golden, goldensWith, openGolden } from "../support/goldens.ts";
import { seededNumbers } from "../support/seeded-numbers.ts";

const GOLDENS = [
  "tiny/spade",
  "tiny/clade",
  "tiny/sean",
  "tiny/clade_icpe_instance",
  "networks/spade_1x1",
  "networks/spade_instance_edges",
  "networks/spade_instance_norm",
  "networks/clade_icpe_instance_norm",
];

const generators: TfjsGenerator[] = [];
afterAll(async () => {
  for (const generator of generators) {
    generator.dispose();
    await generator.network.close();
  }
});

async function loaded(name: string): Promise<{ generator: TfjsGenerator; conditions: Conditions }> {
  const golden = goldensWith("net_G.pth").find((one) => one.name === name) as Golden;
  const generator = await TfjsGenerator.load(await openGolden(golden));
  generators.push(generator);
  return { generator, conditions: (await Expected.open(golden)).conditions() };
}

describe.each(GOLDENS)("one pixel of %s", (name) => {
  test("comes to what the engine has there, at every resolution", async () => {
    const { generator, conditions } = await loaded(name);
    const { layers, config } = generator.network;
    const draw = seededNumbers(7);
    for (const named of ["head_0.norm_0", "up_1.norm_s", "up_3.norm_1"]) {
      const layer = name === "tiny/sean" ? named.replace("norm", "ace") : named;
      const at = await layerActivations(generator, conditions, layer);
      const { channels = 0 } = layers.find((one) => one.name === layer) ?? {};
      const [, made, height, width] = at.output.shape;
      expect(made).toBe(
        channels + (config.method.kind === "clade" && config.method.instanceEdges ? 1 : 0),
      );
      for (let i = 0; i < 12; i++) {
        const [a, b, c] = draw(3).map((r) => (r + 1) / 2);
        const [y, x] = [Math.floor(a * height), Math.floor(b * width)];
        const place = { channel: i === 0 ? made - 1 : Math.floor(c * made), y, x };
        const pixel = explainPixel(at, place);
        const tolerance = 1e-5 * Math.max(1, Math.abs(pixel.engine), ...scales(pixel.steps));
        expect(
          Math.abs(pixel.result - pixel.engine),
          `${layer} ${JSON.stringify(place)}`,
        ).toBeLessThan(tolerance);
        expect(pixel.class).toBe(at.conditions.labels[y * width + x]);
        expect(pixel.steps.at(-1)?.symbol).toBe("y");
      }
    }
  });
});

/** Products whose difference is y: float32 rounds each of them. */
function scales(steps: readonly { symbol: string; value: number }[]): number[] {
  const at = new Map(steps.map(({ symbol, value }) => [symbol, Math.abs(value)]));
  return [(at.get("scale") ?? 0) * (at.get("x̂") ?? 0), at.get("shift") ?? 0];
}

/** Numbers of the steps by their symbol. */
function valuesOf(at: LayerActivations, place: { channel: number; y: number; x: number }) {
  const { steps } = explainPixel(at, place);
  return {
    value: new Map(steps.map(({ symbol, value }) => [symbol, value])),
    source: new Map(steps.map(({ symbol, source }) => [symbol, source])),
  };
}

test("every number names its source, and the sources hold it", async () => {
  const { generator, conditions } = await loaded("tiny/clade_icpe_instance");
  const at = await layerActivations(generator, conditions, "up_2.norm_0");
  const { value, source } = valuesOf(at, { channel: 3, y: 5, x: 9 });
  const label = at.conditions.labels[5 * 32 + 9];
  expect(source.get("γ")).toBe(`up_2.norm_0.class_specified_affine.weight[${label}, 3]`);
  const { network } = generator;
  const read = async (key: string, at: number) =>
    (await network.parameter(`up_2.norm_0.${key}`))[at];
  const { channels } = at.layer;
  expect(value.get("γ")).toBe(await read("class_specified_affine.weight", label * channels + 3));
  expect(value.get("β")).toBe(await read("class_specified_affine.bias", label * channels + 3));
  expect(value.get("μ")).toBe(await read("param_free_norm.running_mean", 3));
  expect(value.get("w_β,x")).toBe(await read("class_specified_affine.dist_conv_b.weight", 1));
  expect(source.get("σ²")).toBe("up_2.norm_0.param_free_norm.running_var[3]");
  expect(source.get("dx")).toBe("positional map[0, 1, 5, 9]");
  expect(source.get("x")).toBe("activation up_2.norm_0.input[0, 3, 5, 9]");
});

test("SEAN's γ is blended of its parts, each with the parameters that it comes from", async () => {
  const { generator, conditions } = await loaded("tiny/sean");
  const { network } = generator;
  const at = await layerActivations(generator, conditions, "up_2.ace_0");
  const { value, source } = valuesOf(at, { channel: 3, y: 5, x: 9 });
  const number = (symbol: string) => value.get(symbol) ?? Number.NaN;
  const b = (await network.parameter("up_2.ace_0.blending_gamma"))[0];
  expect(number("α_γ")).toBeCloseTo(1 / (1 + Math.exp(-b)), 7);
  expect(number("γ")).toBe(number("α_γ") * number("γˢ") + (1 - number("α_γ")) * number("γᵒ"));
  expect(number("scale")).toBeCloseTo(
    at.modulation.scale.values[at.modulation.index.rows[5 * 32 + 9] * at.layer.channels + 3],
    5,
  );
  for (const symbol of ["α_γ", "γˢ", "γᵒ", "βˢ", "βᵒ"]) {
    const keys = (source.get(symbol) ?? "").match(/up_2\.ace_0[\w.]*/g) ?? [];
    expect(keys.length, symbol).toBeGreaterThan(0);
    for (const key of keys) {
      expect(network.has(key) || network.has(`${key}.weight`), key).toBe(true);
    }
  }
  const last = await layerActivations(generator, conditions, "up_3.ace_0");
  expect(valuesOf(last, { channel: 0, y: 1, x: 1 }).source.get("γ")).toContain(
    "up_3.ace_0.Spade.mlp_gamma",
  );
});

test.each(["tiny/spade", "networks/spade_1x1"])(
  "γ and β of %s name parameters that are in the checkpoint",
  async (name) => {
    const { generator, conditions } = await loaded(name);
    const at = await layerActivations(generator, conditions, "up_2.norm_0");
    const { source } = valuesOf(at, { channel: 3, y: 5, x: 9 });
    for (const [symbol, part] of [
      ["γ", "mlp_gamma"],
      ["β", "mlp_beta"],
    ] as const) {
      const keys = (source.get(symbol) ?? "").split(" of the ")[0].split(", ");
      expect(keys).toEqual([
        `up_2.norm_0.${part}.weight[3]`,
        `up_2.norm_0.${part}.bias[3]`,
        "up_2.norm_0.mlp_shared.0.weight",
        "up_2.norm_0.mlp_shared.0.bias",
      ]);
      for (const key of keys) expect(generator.network.has(key.replace(/\[3\]$/, ""))).toBe(true);
    }
  },
);

test("SPADE shows the 5×5 labels around the pixel, and what lies outside the picture", async () => {
  const { generator, conditions } = await loaded("networks/spade_instance_edges");
  const at = await layerActivations(generator, conditions, "up_3.norm_0");
  const [, , height, width] = at.input.shape;
  const corner = explainPixel(at, { channel: 0, y: 0, x: width - 1 }).patch;
  for (let i = 0; i < 25; i++) {
    const [y, x] = [Math.floor(i / 5) - 2, width - 1 + (i % 5) - 2];
    const inside = y >= 0 && x < width;
    expect(corner?.labels[i]).toBe(inside ? at.conditions.labels[y * width + x] : -1);
    expect(corner?.edges?.[i]).toBe(inside ? at.conditions.edges?.[y * width + x] : -1);
  }
  const { value } = valuesOf(at, { channel: 1, y: height >> 1, x: 3 });
  expect((value.get("γ") ?? 0) + 1).toBeCloseTo(value.get("scale") ?? 0, 12);
});

test("a place in the picture is that of the layer's pixel that covers it; classes have names", async () => {
  const network = asGenerator(await openNetwork("data/checkpoints/toy-clade.safetensors"));
  const generator = await TfjsGenerator.load(network);
  generators.push(generator);
  const labels = new Int32Array(64 * 64).fill(1);
  const conditions = { batch: 1, height: 64, width: 64, labels };
  const at = await layerActivations(generator, conditions, "up_1.norm_0");
  const inPicture = explainPixel(
    at,
    { channel: 1, y: 63, x: 17, in: "picture" },
    builtInLabelSet("toy-scenes"),
  );
  expect(inPicture).toMatchObject({ y: 15, x: 4, height: 16, className: "sky", patch: null });
  expect(explainPixel(at, { channel: 1, y: 15, x: 4 }).result).toBe(inPicture.result);
});

test("places that are not there are refused, and layers with the names nearest to them", async () => {
  const { generator, conditions } = await loaded("tiny/clade");
  const at = await layerActivations(generator, conditions, "head_0.norm_0");
  const refused: [object, RegExp][] = [
    [{ channel: 32, y: 0, x: 0 }, /head_0\.norm_0: there is no such channel[\s\S]*0 to 31/],
    [{ channel: 999, y: 0, x: 0 }, /0 to 31[\s\S]*999[\s\S]*nearest: 30, 31$/],
    [{ channel: 0, y: -1, x: 0 }, /no y -1/],
    [{ channel: 0, y: 0, x: 2 }, /no x 2/],
    [{ channel: 0, y: 0, x: 0, picture: 1 }, /no picture 1/],
    [{ channel: 0.5, y: 0, x: 0 }, /no such channel[\s\S]*0\.5/],
  ];
  for (const [place, message] of refused) {
    expect(() => explainPixel(at, place as { channel: number; y: number; x: number })).toThrow(
      message,
    );
  }
  await expect(layerActivations(generator, conditions, "up2.norm_0")).rejects.toThrow(
    /no normalisation layer "up2\.norm_0"[\s\S]*such as up_2\.norm_0/,
  );
});

describe("activationRows()", () => {
  test("are the statistics of what layers are given and give, over all pictures", async () => {
    const { generator, conditions } = await loaded("tiny/clade_icpe_instance");
    const other = { ...conditions, edges: conditions.edges?.map((edge) => 1 - edge) };
    const rows = await activationRows(
      generator,
      [conditions, other],
      ["up_2.norm_0", "head_0.norm_1"],
    );
    const at = await layerActivations(generator, conditions, "up_2.norm_0");
    const again = await layerActivations(generator, other, "up_2.norm_0");
    const own = rows.filter(({ layer }) => layer === "up_2.norm_0");
    const before = own.filter(({ stage }) => stage === "before");
    const after = own.filter(({ stage }) => stage === "after");
    expect([before.length, after.length]).toEqual([at.input.shape[1], at.output.shape[1]]);
    expect(after.map(({ appended }) => appended)).toEqual([...before.map(() => false), true]);
    for (const [parts, row] of [
      [[at.input, again.input], before[2]],
      [[at.output, again.output], after[2]],
      [[at.output, again.output], after.at(-1)],
    ] as const) {
      if (row === undefined) throw new Error("no row");
      const pixels = at.input.shape[2] * at.input.shape[3];
      const from = row.channel * pixels;
      const values = parts.flatMap(({ data }) => [...data.subarray(from, from + pixels)]);
      const mean = values.reduce((a, b) => a + b, 0) / values.length;
      const squares = values.reduce((a, b) => a + (b - mean) ** 2, 0);
      expect(row.mean).toBeCloseTo(mean, 9);
      expect(row.sd).toBeCloseTo(Math.sqrt(squares / values.length), 9);
      expect([row.min, row.max]).toEqual([Math.min(...values), Math.max(...values)]);
      expect(row.negative).toBeCloseTo(values.filter((v) => v < 0).length / values.length, 12);
    }
    expect(rows[0].layer).toBe("head_0.norm_1"); // in the order of the network
  });

  test("name the layers nearest to one that is not there", async () => {
    const { generator, conditions } = await loaded("tiny/clade");
    await expect(activationRows(generator, [conditions], ["up_2.norm_9"])).rejects.toThrow(
      /up_2\.norm_/,
    );
  });
});
