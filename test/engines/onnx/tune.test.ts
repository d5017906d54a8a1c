import { readdirSync, readFileSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  convolutionWay,
  isAllowed,
  shapeName,
  type Tuning,
  WAYS,
  type WayTimes,
} from "../../../src/engines/onnx/choices.ts";
import { isPossible } from "../../../src/engines/onnx/convolution.ts";
import { OnnxGenerator } from "../../../src/engines/onnx/generator.ts";
import {
  forgetTuning,
  storedTuning,
  storedTunings,
  storeTuning,
} from "../../../src/engines/onnx/stored-tuning.ts";
import { convolutionShapes, tune, tuningOf } from "../../../src/engines/onnx/tune.ts";
import { EngineError, ModelError } from "../../../src/errors.ts";
import { expectClose } from "../../support/close.ts";
import { Expected, goldensWith, openGolden } from "../../support/goldens.ts";
import { onnxInstalled } from "../../support/onnx.ts";
import { folderOfTest } from "../../support/temporary-folder.ts";

const MODES = ["small", "normal", "large"] as const;

const golden = goldensWith("net_G.pth").find(({ name }) => name === "tiny/spade");
if (golden === undefined) throw new Error("no tiny/spade");

const sides = fc.integer({ min: 1, max: 300 });
const times = fc.record(
  Object.fromEntries(WAYS.map((way) => [way, fc.double({ min: 0.1, max: 9, noNaN: true })])),
  { requiredKeys: [] },
) as fc.Arbitrary<WayTimes>;

describe("the way of a convolution", () => {
  test("is the fastest that was measured, the size allows and the mode has memory for; else the table's", () => {
    fc.assert(
      fc.property(sides, sides, times, (height, width, measured) => {
        const size = { height, width, outChannels: 64 };
        for (const memory of MODES) {
          const way = convolutionWay(size, memory, measured);
          const fit = WAYS.filter(
            (one) =>
              measured[one] !== undefined && isPossible(one, size) && isAllowed(one, size, memory),
          );
          if (fit.length === 0) expect(way).toBe(convolutionWay(size, memory));
          else {
            expect(fit).toContain(way);
            expect(measured[way]).toBe(Math.min(...fit.map((one) => measured[one] as number)));
          }
        }
      }),
    );
  });

  test("keeps to the memory of its mode, as the table does", () => {
    fc.assert(
      fc.property(sides, sides, times, (height, width, measured) => {
        const size = { height, width, outChannels: 64 };
        for (const given of [measured, {}]) {
          expect(["im2col", "direct"]).toContain(convolutionWay(size, "small", given));
          if (height * width <= 32 * 32) {
            expect(convolutionWay(size, "normal", given)).not.toBe("winograd4");
          }
        }
      }),
    );
  });
});

describe.skipIf(!onnxInstalled)("tuning", () => {
  test("measures every 3×3 convolution of a network by every way of its size", async () => {
    const network = await openGolden(golden);
    const shapes = convolutionShapes(network.config, { height: 32, width: 64 });
    const layers = shapes.flatMap((shape) => shape.layers);
    expect(new Set(layers).size).toBe(layers.length);
    expect(layers).toEqual(expect.arrayContaining(["head_0.conv_0", "up_1.conv_1"]));
    expect(layers.some((name) => /conv_s|conv_img|fc|norm/.test(name))).toBe(false);
    const steps: number[] = [];
    const tuned = await tune(shapes.slice(0, 3), { threads: 1, onProgress: (i) => steps.push(i) });
    expect(steps).toEqual([0, 1, 2, 3]);
    for (const shape of tuned) {
      expect(Object.keys(shape.times).sort()).toEqual(
        WAYS.filter((way) => isPossible(way, shape)).sort(),
      );
      for (const time of Object.values(shape.times)) expect(time).toBeGreaterThan(0);
    }
    expect([...tuningOf(tuned).keys()]).toEqual(tuned.map(shapeName));
    await network.close();
  });

  test("takes the convolutions of several networks together, each once with the layers of all", async () => {
    const { config } = await openGolden(golden);
    const size = { height: 32, width: 64 };
    const own = convolutionShapes(config, size);
    expect(convolutionShapes([config, config], size)).toEqual(own);
    const wider = { ...config, ngf: 2 * config.ngf };
    const both = convolutionShapes([config, wider], size);
    expect(new Set(both.map(shapeName)).size).toBe(both.length);
    for (const shape of [...own, ...convolutionShapes(wider, size)]) {
      const found = both.find((one) => shapeName(one) === shapeName(shape));
      expect(found?.layers).toEqual(expect.arrayContaining([...shape.layers]));
    }
    expect(() => convolutionShapes(config, { height: 33, width: 64 })).toThrow(ModelError);
  });

  test("leaves out Winograd's ways where there are more pixels than any network has", async () => {
    const shape = { height: 2052, width: 2052, inChannels: 1, outChannels: 8, layers: ["a"] };
    const [{ times }] = await tune([shape]);
    expect(Object.keys(times)).toEqual(["direct"]);
  });

  test("says that there is not enough memory for a size", async () => {
    const size = { height: 2 ** 17, width: 2 ** 17 };
    const tuning = tune([{ ...size, inChannels: 64, outChannels: 64, layers: ["a"] }]);
    await expect(tuning).rejects.toThrow(EngineError);
    await expect(tuning).rejects.toThrow(
      /not enough memory to measure the convolution 131072x131072 64>64\n/,
    );
  });

  test.each(WAYS)("pictures differ by rounding alone where %s is the fastest", async (fastest) => {
    const network = await openGolden(golden);
    const expected = await Expected.open(golden);
    const conditions = expected.conditions();
    const all = Object.fromEntries(WAYS.map((way) => [way, way === fastest ? 1 : 2]));
    const tuning: Tuning = new Map(
      convolutionShapes(network.config, conditions).map((shape) => [shapeName(shape), all]),
    );
    const pictures: Float32Array[] = [];
    for (const options of [{}, { tuning }]) {
      const generator = await OnnxGenerator.load(network, { memory: "large", ...options });
      pictures.push((await generator.synthesize(conditions)).image.data);
      await generator.dispose();
    }
    expectClose(pictures[1], pictures[0], 3e-5, fastest);
    expectClose(pictures[1], expected.values("output"), 1e-4, fastest);
    await network.close();
  });

  test("is kept for each number of threads, beside other shapes, until it is forgotten", async () => {
    const folder = join(folderOfTest(), "not", "there yet");
    expect(await storedTuning(1, folder)).toBeNull();
    expect(await forgetTuning(folder)).toBe(false);
    const a: Tuning = new Map([["8x8 4>4", { im2col: 1, direct: 2 }]]);
    const b: Tuning = new Map([["16x16 4>4", { direct: 2 }]]);
    await storeTuning(a, 1, folder);
    await storeTuning(b, 1, folder);
    await storeTuning(b, undefined, folder);
    expect(await storedTuning(1, folder)).toEqual(new Map([...a, ...b]));
    expect(await storedTuning(undefined, folder)).toEqual(b);
    expect(await storedTuning(2, folder)).toBeNull();
    expect(await storedTunings(folder)).toEqual([
      { threads: "1", shapes: 2 },
      { threads: "all", shapes: 1 },
    ]);
    expect(await forgetTuning(folder)).toBe(true);
    expect(await storedTunings(folder)).toEqual([]);
  });

  test("of two that keep times at once none loses them, and one that ended stops nobody", async () => {
    const folder = folderOfTest();
    const shapes = Array.from({ length: 8 }, (_, i) => `8x${i + 1} 4>4`);
    const each = (shape: string): Tuning => new Map([[shape, { im2col: 1 }]]);
    await Promise.all(shapes.map((shape) => storeTuning(each(shape), 1, folder)));
    expect([...((await storedTuning(1, folder))?.keys() ?? [])].sort()).toEqual(shapes);
    const lock = join(folder, "tuning.json.lock");
    writeFileSync(lock, "");
    utimesSync(lock, 0, 0);
    await storeTuning(each("9x9 4>4"), 1, folder);
    expect(await storedTuning(1, folder)).toHaveProperty("size", 9);
    expect(readdirSync(folder)).toEqual(["tuning.json"]);
  });

  test("ways and shapes that are unknown are left out of what is kept", async () => {
    const folder = folderOfTest();
    const tuning: Tuning = new Map([["8x8 4>4", { im2col: 1, direct: 2 }]]);
    const path = await storeTuning(tuning, 1, folder);
    const file = JSON.parse(readFileSync(path, "utf8"));
    const shape = file.threads[1]["8x8 4>4"];
    Object.assign(shape, { fastest: 0.1, planes: 0.1, constructor: 0.1 });
    Object.assign(file.threads[1], { "8x8": shape, "\u001b[2J": {} });
    file.threads["\u001b[2J"] = {};
    writeFileSync(path, JSON.stringify(file));
    const stored = await storedTuning(1, folder);
    expect(stored).toEqual(tuning);
    const size = { height: 8, width: 8, inChannels: 4, outChannels: 64 };
    expect(convolutionWay(size, "large", stored?.get("8x8 4>4"))).toBe("im2col");
    expect(await storedTunings(folder)).toEqual([{ threads: "1", shapes: 1 }]);
  });

  test.each<[string, (text: string) => string]>([
    ["of another machine", (text) => text.replace(process.arch, "another")],
    ["of another format", (text) => text.replace('"format": 1', '"format": 9')],
    ["with times that are none", (text) => text.replace('"direct": 2', '"direct": -2')],
    ["cut short", (text) => text.slice(0, -9)],
    ["larger than any", (text) => text + " ".repeat(1e6)],
  ])("%s is not used, and replaced by the next", async (_, altered) => {
    const folder = folderOfTest();
    const tuning: Tuning = new Map([["8x8 4>4", { im2col: 1, direct: 2 }]]);
    const path = await storeTuning(tuning, 2, folder);
    const text = readFileSync(path, "utf8");
    expect(altered(text)).not.toBe(text);
    writeFileSync(path, altered(text));
    expect(await storedTuning(2, folder)).toBeNull();
    await storeTuning(tuning, 2, folder);
    expect(await storedTuning(2, folder)).toEqual(tuning);
  });
});
