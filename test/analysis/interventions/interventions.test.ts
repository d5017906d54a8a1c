import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { exchangeModulation } from "../../../src/analysis/interventions/exchange.ts";
import { intervenedModulations } from "../../../src/analysis/interventions/intervened-modulations.ts";
import type { Intervention } from "../../../src/analysis/interventions/intervention.ts";
import { scalePositions } from "../../../src/analysis/interventions/positions.ts";
import {
  mixClasses,
  replaceClass,
  swapClasses,
} from "../../../src/analysis/interventions/relabel.ts";
import { sameModulation } from "../../../src/analysis/interventions/same-modulation.ts";
import { ablate, scaleModulation } from "../../../src/analysis/interventions/scale.ts";
import { mixStyles, regionStyle } from "../../../src/analysis/interventions/styles.ts";
import { keepVariation } from "../../../src/analysis/interventions/variation.ts";
import { varianceSplit, varianceSplitRow } from "../../../src/analysis/variance-split.ts";
import { lookUps } from "../../../src/engines/look-ups.ts";
import { parseLabelSet } from "../../../src/labels/label-set.ts";
import { layerModulation } from "../../../src/models/layer-parameters.ts";
import { layerSizes } from "../../../src/models/layer-sizes.ts";
import { type GeneratorNetwork, withStyles } from "../../../src/models/network.ts";
import type { Size } from "../../../src/models/ops.ts";
import { type Conditions, conditionsAt } from "../../../src/modulation/conditions.ts";
import { denseMaps, type Modulation } from "../../../src/modulation/modulation.ts";
import { type StyleCodes, styleCodesOf } from "../../../src/modulation/style-codes.ts";
import { expectClose } from "../../support/close.ts";
import { Expected, type Golden, goldensWith, openGolden } from "../../support/goldens.ts";

interface Subject {
  readonly network: GeneratorNetwork;
  readonly conditions: Conditions;
}

const open: GeneratorNetwork[] = [];
afterAll(async () => {
  for (const network of open) await network.close();
});

async function golden(name: string): Promise<Subject> {
  const found = goldensWith("net_G.pth").find((one) => one.name === name) as Golden;
  const network = await openGolden(found);
  open.push(network);
  return { network, conditions: (await Expected.open(found)).conditions() };
}

let spade: Subject;
let clade: Subject;
let icpe: Subject;
let sean: Subject;
beforeAll(async () => {
  spade = await golden("tiny/spade");
  clade = await golden("tiny/clade");
  icpe = await golden("tiny/clade_icpe_instance");
  sean = await golden("tiny/sean");
});

const LAYER = 4;

function lengthOf({ config: { method } }: GeneratorNetwork): number {
  return method.kind === "sean" ? (method.styleLength as number) : 0;
}

/** Style codes of ones. */
function onesOf(network: GeneratorNetwork): StyleCodes {
  const {
    config: { method },
    where,
  } = network;
  const length = lengthOf(network);
  const values = new Float32Array(method.classes * length).fill(1);
  return styleCodesOf(values, method.classes, length, where);
}

async function own(
  { network, conditions }: Subject,
  number = LAYER,
  labels = conditions.labels,
): Promise<Modulation> {
  const layer = network.layers[number];
  const size = layerSizes(network, conditions).get(layer.name) as Size;
  return layerModulation(network, layer, { ...conditions, labels }, size);
}

async function changed(
  { network, conditions }: Subject,
  interventions: readonly Intervention[],
  number = LAYER,
): Promise<Modulation> {
  const { source } = intervenedModulations(lookUps(network), interventions);
  const layer = network.layers[number];
  const size = layerSizes(network, conditions).get(layer.name) as Size;
  return source(layer, conditions, size);
}

/** Scale of pixel p and channel c, by brute force from the dense map. */
function table(modulation: Modulation, part: "scale" | "shift") {
  const { channels } = modulation.scale;
  const pixels = modulation.index.rows.length;
  const map = denseMaps(modulation)[part];
  return { channels, pixels, map, at: (p: number, c: number) => map[c * pixels + p] };
}

function classesOf(modulation: Modulation): Int32Array {
  return modulation.index.rows.map((row) => modulation.classes[row]);
}

/** Compares scale and shift at every pixel with what `expected` makes of the network's own. */
function expectEach(
  got: Modulation,
  before: Modulation,
  expected: (value: number, at: { p: number; c: number; part: "scale" | "shift" }) => number,
): void {
  for (const part of ["scale", "shift"] as const) {
    const { map, pixels } = table(before, part);
    const wanted = map.map((value, i) =>
      expected(value, { p: i % pixels, c: Math.floor(i / pixels), part }),
    );
    expectClose(denseMaps(got)[part], wanted, 1e-5, part);
  }
}

/** The labels that occur at the layer, most pixels first. */
function present({ conditions, network }: Subject): number[] {
  const size = layerSizes(network, conditions).get(network.layers[LAYER].name) as Size;
  const { labels } = conditionsAt(conditions, size.height, size.width);
  const counts = new Map<number, number>();
  for (const label of labels) counts.set(label, (counts.get(label) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1]).map(([label]) => label);
}

const all = () =>
  [
    ["SPADE", spade],
    ["CLADE", clade],
    ["CLADE-ICPE", icpe],
    ["SEAN", sean],
  ] as const;

describe("classes are modulated as others", () => {
  test("swapping two is the modulation of the map with both exchanged, pixels keep their class", async () => {
    for (const [name, subject] of all()) {
      const [a, b] = present(subject);
      const swapped = subject.conditions.labels.map((k) => (k === a ? b : k === b ? a : k));
      const expected = await own(subject, LAYER, swapped);
      const got = await changed(subject, [swapClasses(a, b)]);
      expect(denseMaps(got), name).toEqual(denseMaps(expected));
      expect(classesOf(got), name).toEqual(classesOf(await own(subject)));
    }
  });

  test("swapping twice is nothing, to the bit", async () => {
    for (const [name, subject] of all()) {
      const [a, b] = present(subject);
      const before = await own(subject);
      const got = await changed(subject, [swapClasses(a, b), swapClasses(b, a)]);
      expect(sameModulation(got, before), name).toBe(true);
      expect(denseMaps(got)).toEqual(denseMaps(before));
    }
  });

  test("mixing is a straight line between a class's own and another's, and beyond", async () => {
    for (const [, subject] of all()) {
      const [a, b] = present(subject);
      const replaced = await own(
        subject,
        LAYER,
        subject.conditions.labels.map((k) => (k === a ? b : k)),
      );
      const before = await own(subject);
      const other = { scale: table(replaced, "scale"), shift: table(replaced, "shift") };
      for (const t of [-0.5, 0.25, 1.5]) {
        const got = await changed(subject, [mixClasses(a, b, t)]);
        expectEach(got, before, (v, { p, c, part }) => (1 - t) * v + t * other[part].at(p, c));
      }
      expect(denseMaps(await changed(subject, [replaceClass(a, b)]))).toEqual(denseMaps(replaced));
      expect(sameModulation(await changed(subject, [mixClasses(a, b, 0)]), before)).toBe(true);
    }
  });

  test("in scale or shift alone, and in some channels, the rest is the network's own; twice is nothing, to the bit", async () => {
    for (const [name, subject] of all()) {
      const [a, b] = present(subject);
      const swapped = subject.conditions.labels.map((k) => (k === a ? b : k === b ? a : k));
      const exchanged = await own(subject, LAYER, swapped);
      const other = { scale: table(exchanged, "scale"), shift: table(exchanged, "shift") };
      const before = await own(subject);
      const selections = [
        { part: "scale" },
        { part: "shift", channels: [0] },
        { part: "both", channels: [1] },
      ] as const;
      for (const { part: chosen, ...more } of selections) {
        const channels: readonly number[] | undefined =
          "channels" in more ? more.channels : undefined;
        const swap = swapClasses(a, b, { part: chosen, ...more });
        for (const t of [1, 0.25]) {
          const got = await changed(subject, [{ ...swap, t }]);
          expect(sameModulation(got, before), name).toBe(false);
          expect(classesOf(got), name).toEqual(classesOf(before));
          expectEach(got, before, (v, { p, c, part }) =>
            (chosen === "both" || chosen === part) && (channels?.includes(c) ?? true)
              ? (1 - t) * v + t * other[part].at(p, c)
              : v,
          );
        }
        expect(sameModulation(await changed(subject, [swap, swap]), before), name).toBe(true);
      }
      const halves = await changed(subject, [
        swapClasses(a, b, { part: "scale" }),
        swapClasses(a, b, { part: "shift" }),
      ]);
      expect(denseMaps(halves), name).toEqual(denseMaps(exchanged));
    }
  });

  test("a class that does not occur changes nothing; one taken by name is that row", async () => {
    const before = await own(clade);
    const absent = Array.from({ length: clade.network.config.method.classes }, (_, k) => k).filter(
      (k) => !clade.conditions.labels.includes(k),
    );
    if (absent.length > 1) {
      const got = await changed(clade, [swapClasses(absent[0], absent[1])]);
      expect(sameModulation(got, before)).toBe(true);
    }
    await expect(changed(clade, [swapClasses("skyy", 0)])).rejects.toThrow("no such class");
  });

  test("an intervention that follows sees the classes of the map, not what they were painted as", async () => {
    const [a, b] = present(clade);
    // b is now modulated as a was, and then made level: a keeps b's parameters.
    const got = await changed(clade, [swapClasses(a, b), ablate({ classes: [b], to: "neutral" })]);
    const swapped = await changed(clade, [swapClasses(a, b)]);
    const classes = classesOf(await own(clade));
    expectEach(got, swapped, (v, { p, part }) =>
      classes[p] === b ? (part === "scale" ? 1 : 0) : v,
    );
  });
});

describe("values are scaled", () => {
  const PIVOTS = ["zero", "neutral", "mean"] as const;

  test("about zero, about what changes nothing, or about the mean over pixels; as a whole or in part", async () => {
    for (const [, subject] of all()) {
      const before = await own(subject);
      const classes = classesOf(before);
      const [a] = present(subject);
      for (const about of PIVOTS) {
        const factor = -1.5;
        const means = { scale: meansOf(before, "scale"), shift: meansOf(before, "shift") };
        const pivot = (part: "scale" | "shift", c: number) =>
          about === "zero" ? 0 : about === "mean" ? means[part][c] : part === "scale" ? 1 : 0;
        const whole = await changed(subject, [scaleModulation(factor, { about })]);
        expectEach(whole, before, (v, { c, part }) => {
          const m = pivot(part, c);
          return m + factor * (v - m);
        });
        const some = { classes: [a], channels: [1], part: "scale" } as const;
        const partly = await changed(subject, [scaleModulation(factor, { about, ...some })]);
        expectEach(partly, before, (v, { p, c, part }) => {
          const m = pivot(part, c);
          return classes[p] === a && c === 1 && part === "scale" ? m + factor * (v - m) : v;
        });
        expectEach(await changed(subject, [ablate({ to: about })]), before, (_, { c, part }) =>
          pivot(part, c),
        );
      }
    }
  });

  test("by a factor and its inverse is nothing, to the bit, for any factor, with others between", async () => {
    const subjects = all();
    await fc.assert(
      fc.asyncProperty(
        fc.double({ min: 0.01, max: 100, noNaN: true }),
        fc.constantFrom(...PIVOTS),
        fc.constantFrom(...subjects),
        async (factor, about, [, subject]) => {
          const [a, b] = present(subject);
          const before = await own(subject);
          const times = (f: number) => scaleModulation(f, { about });
          const twice = await changed(subject, [times(factor), times(1 / factor)]);
          expect(sameModulation(twice, before)).toBe(true);
          const between = await changed(subject, [
            scaleModulation(factor, { classes: [a] }),
            swapClasses(a, b),
            swapClasses(a, b),
            scaleModulation(1 / factor, { classes: [a] }),
          ]);
          expect(sameModulation(between, before)).toBe(true);
        },
      ),
      { numRuns: 25 },
    );
  });

  test("scalings about the mean of some classes are done one by one, since the mean moves", async () => {
    const [a] = present(clade);
    const once = scaleModulation(2, { about: "mean", classes: [a] });
    const first = await changed(clade, [once]);
    const means = { scale: meansOf(first, "scale"), shift: meansOf(first, "shift") };
    const classes = classesOf(first);
    expectEach(await changed(clade, [once, once]), first, (v, { p, c, part }) => {
      const m = means[part][c];
      return classes[p] === a ? m + 2 * (v - m) : v;
    });
  });
});

/** Mean over pixels of each channel. */
function meansOf(modulation: Modulation, part: "scale" | "shift"): number[] {
  const { channels, pixels, at } = table(modulation, part);
  return Array.from({ length: channels }, (_, c) => {
    let sum = 0;
    for (let p = 0; p < pixels; p++) sum += at(p, c);
    return sum / pixels;
  });
}

describe("variation between and within classes", () => {
  test("between has nothing within, within nothing between, and the variance of both is as it was", async () => {
    for (const [name, subject] of all()) {
      const row = (modulation: Modulation) => varianceSplitRow("l", varianceSplit(modulation));
      const before = row(await own(subject));
      const between = row(await changed(subject, [keepVariation("between-class")]));
      const within = row(await changed(subject, [keepVariation("within-class")]));
      for (const kind of ["Scale", "Shift"] as const) {
        const tolerance = 1e-6 * (before[`between${kind}`] + before[`within${kind}`]) + 1e-12;
        expect(between[`within${kind}`], name).toBeLessThan(1e-12);
        expect(Math.abs(between[`between${kind}`] - before[`between${kind}`])).toBeLessThan(
          tolerance,
        );
        expect(within[`between${kind}`], name).toBeLessThan(1e-12);
        expect(Math.abs(within[`within${kind}`] - before[`within${kind}`])).toBeLessThan(tolerance);
      }
    }
  });

  test("adds up, pixel by pixel: the two are the values and the mean of all", async () => {
    for (const [, subject] of all()) {
      const before = await own(subject);
      const between = await changed(subject, [keepVariation("between-class")]);
      const within = await changed(subject, [keepVariation("within-class")]);
      for (const part of ["scale", "shift"] as const) {
        const [x, y] = [table(between, part), table(within, part)];
        const means = meansOf(before, part);
        const { at, pixels, channels } = table(before, part);
        const sum: number[] = [];
        const expected: number[] = [];
        for (let c = 0; c < channels; c++) {
          for (let p = 0; p < pixels; p++) {
            sum.push(x.at(p, c) + y.at(p, c));
            expected.push(at(p, c) + means[c]);
          }
        }
        expectClose(sum, expected, 1e-5, part);
      }
    }
  });

  test("CLADE has nothing within its classes to lose", async () => {
    const got = await changed(clade, [keepVariation("between-class")]);
    expect(sameModulation(got, await own(clade))).toBe(true);
    const few = (await changed(clade, [keepVariation("within-class")])).scale;
    const rows = Array.from({ length: few.rows }, (_, i) =>
      few.values.slice(i * few.channels, (i + 1) * few.channels),
    );
    for (const row of rows) expectClose(row, rows[0], 1e-6);
  });
});

describe("positional factors", () => {
  test("become 1 + k (f − 1)", async () => {
    const before = await own(icpe);
    const classes = classesOf(before);
    const [a] = present(icpe);
    for (const k of [-1, 0, 0.5, 3]) {
      const got = await changed(icpe, [scalePositions(k, { classes: [a] })]);
      expectEach(got, before, (v, { p, part }) => {
        const f = before.spatial?.[part][p] as number;
        return classes[p] === a ? (v / f) * (1 + k * (f - 1)) : v;
      });
    }
  });

  test("keep their bias about it: 1 + b + k w·d, by the layer's own numbers; without positions as with a map of zeros", async () => {
    const before = await own(icpe);
    const classes = classesOf(before);
    const [a] = present(icpe);
    const layer = icpe.network.layers[LAYER];
    const { height, width } = layerSizes(icpe.network, icpe.conditions).get(layer.name) as Size;
    const d = conditionsAt(icpe.conditions, height, width).positions as Float32Array;
    const pixels = height * width;
    const plane = async (part: "scale" | "shift") => {
      const key = `${layer.name}.class_specified_affine.dist_conv_${part === "scale" ? "w" : "b"}`;
      const [b] = await icpe.network.parameter(`${key}.bias`);
      return { b, w: await icpe.network.parameter(`${key}.weight`) };
    };
    const planes = { scale: await plane("scale"), shift: await plane("shift") };
    for (const k of [-1, 0, 0.5, 3]) {
      const got = await changed(icpe, [scalePositions(k, { classes: [a], about: "bias" })]);
      expectEach(got, before, (v, { p, part }) => {
        const { b, w } = planes[part];
        const position = w[0] * d[p] + w[1] * d[pixels + p];
        return classes[p] === a ? (v / (1 + b + position)) * (1 + b + k * position) : v;
      });
    }
    const { positions, ...rest } = icpe.conditions;
    const flat = { ...rest, positions: new Float32Array((positions as Float32Array).length) };
    const without = await changed(icpe, [scalePositions(0, { about: "bias" })]);
    const zeros = await own({ network: icpe.network, conditions: flat });
    expect(sameModulation(without, zeros)).toBe(true);
    expect(sameModulation(await changed(icpe, [scalePositions(0)]), zeros)).toBe(false);
    // What comes before moves the pivot: factors about 1 doubled leave 1 + 2 b at the centre.
    const doubled = await changed(icpe, [scalePositions(2), scalePositions(0, { about: "bias" })]);
    expectEach(doubled, zeros, (v, { part }) => {
      const { b } = planes[part];
      return (v / (1 + b)) * (1 + 2 * b);
    });
    const back = [4, 0.25].map((k) => scalePositions(k, { about: "bias" }));
    expect(sameModulation(await changed(icpe, back), before)).toBe(true);
  });

  test("can be scaled after other interventions, and back", async () => {
    const before = await own(icpe);
    const back = await changed(icpe, [
      scaleModulation(2, { about: "neutral" }),
      scalePositions(4),
      scalePositions(0.25),
      scaleModulation(0.5, { about: "neutral" }),
    ]);
    expect(sameModulation(back, before)).toBe(true);
  });

  test("are not there in other networks, and it is said", async () => {
    for (const about of ["neutral", "bias"] as const) {
      await expect(changed(clade, [scalePositions(2, { about })])).rejects.toThrow(
        "there are no positional factors to scale",
      );
    }
  });
});

describe("another network's modulation", () => {
  test("takes the place of the own, in whole or in part; the appended channel stays", async () => {
    const other = {
      ...icpe.network,
      where: "other.pth",
      parameter: async (key: string) =>
        (await icpe.network.parameter(key)).map((v) => (key.includes("affine") ? 0.5 - v : v)),
    };
    const theirs = await own({ ...icpe, network: other });
    const before = await own(icpe);
    const classes = classesOf(before);
    const [a] = present(icpe);
    const by = lookUps(other);
    const whole = await changed(icpe, [exchangeModulation(by)]);
    expect(denseMaps(whole)).toEqual(denseMaps(theirs));
    expect(whole.appended).toEqual(before.appended);
    const maps = { scale: table(theirs, "scale"), shift: table(theirs, "shift") };
    for (const { classes: k, channels, part } of [
      { classes: [a], channels: undefined, part: "both" },
      { classes: undefined, channels: [0], part: "shift" },
    ] as const) {
      const got = await changed(icpe, [exchangeModulation(by, { classes: k, channels, part })]);
      expectEach(got, before, (v, { p, c, part: here }) => {
        const chosen =
          (k === undefined || classes[p] === a) &&
          (channels === undefined || channels.some((one) => one === c)) &&
          (part === "both" || part === here);
        return chosen ? maps[here].at(p, c) : v;
      });
    }
    const itself = await changed(icpe, [exchangeModulation(lookUps(icpe.network))]);
    expect(sameModulation(itself, before)).toBe(true);
  });

  test("goes between SEAN and other methods, whose layers have other names", async () => {
    const from = await changed(sean, [exchangeModulation(lookUps(clade.network))]);
    const there = { network: clade.network, conditions: sean.conditions };
    expect(denseMaps(from)).toEqual(denseMaps(await own(there)));
    const styled = withStyles(sean.network, onesOf(sean.network));
    const back = await changed(clade, [exchangeModulation(lookUps(styled))]);
    const here = { network: styled, conditions: clade.conditions };
    expect(denseMaps(back)).toEqual(denseMaps(await own(here)));
  });

  test("must have the same classes, layers and channels, and the message says which differ", async () => {
    const { layers, config } = clade.network;
    const wider = {
      ...clade.network,
      where: "wide.pth",
      layers: layers.map((layer) => ({ ...layer, channels: 2 * layer.channels })),
    };
    await expect(changed(clade, [exchangeModulation(lookUps(wider))])).rejects.toThrow(
      /intervention 1, exchange: wide.pth: head_0.norm_0: a layer has another number of channels/,
    );
    const method = { ...config.method, classes: 99 };
    const classes = { ...clade.network, where: "more.pth", config: { ...config, method } };
    await expect(changed(clade, [exchangeModulation(lookUps(classes))])).rejects.toThrow(
      "the networks have different classes",
    );
  });
});

describe("SEAN's styles", () => {
  test("another code for a region is the modulation with that code", async () => {
    const { network, conditions } = sean;
    const { method } = network.config;
    const length = method.kind === "sean" ? (method.styleLength as number) : 0;
    const [a] = present(sean);
    const code = Array.from({ length }, (_, i) => Math.sin(i));
    for (const t of [1, 0.3]) {
      const styles = (conditions.styles as Float32Array).slice();
      for (const [i, value] of code.entries()) {
        const at = a * length + i;
        styles[at] = t * value + (1 - t) * styles[at];
      }
      const expected = await own({ network, conditions: { ...conditions, styles } });
      const got = await changed(sean, [regionStyle(a, code, { t })]);
      expect(sameModulation(got, await own(sean))).toBe(false);
      expect(denseMaps(got)).toEqual(denseMaps(expected));
    }
    // The last block has no style.
    const last = network.layers.length - 1;
    const still = await changed(sean, [regionStyle(a, code)], last);
    expect(sameModulation(still, await own(sean, last))).toBe(true);
  });

  test("codes of another picture are mixed in, of those regions that it shows; also into a network's own", async () => {
    const { network, conditions } = sean;
    const { method } = network.config;
    if (method.kind !== "sean" || method.styleLength === null) throw new Error("no SEAN");
    const { classes: regions, styleLength: length } = method;
    const values = Float32Array.from({ length: regions * length }, (_, i) => Math.cos(i));
    const codes = { regions, length, values, present: new Uint8Array(regions).fill(1) };
    const { styles: _, ...plain } = conditions;
    const other = { network: withStyles(network, codes), conditions: plain };
    const expected = await own(other);
    expect(denseMaps(await changed(sean, [mixStyles(codes, 1)]))).toEqual(denseMaps(expected));
    const back = { ...codes, values: conditions.styles as Float32Array };
    expect(denseMaps(await changed(other, [mixStyles(back, 1)]))).toEqual(
      denseMaps(await own(sean)),
    );
    const [a, b] = present(sean);
    const without = { ...codes, present: codes.present.map((_, k) => Number(k !== a)) };
    expect(mixStyles(without, 0.5).codes).toHaveLength(regions - 1);
    expect(() => mixStyles(without, 0.5, { regions: [b, a] })).toThrow(
      "the other picture does not show a region",
    );
  });

  test("are changed one after the other: the last code of a region counts, its own is back as it was", async () => {
    const { network, conditions } = sean;
    const { method } = network.config;
    const length = method.kind === "sean" ? (method.styleLength as number) : 0;
    const [a, b] = present(sean);
    const styles = conditions.styles as Float32Array;
    const [x, y] = [Math.sin, Math.cos].map((f) => Array.from({ length }, (_, i) => f(i + 1)));
    const mine = Array.from(styles.subarray(a * length, (a + 1) * length));
    const between = [[], [swapClasses(a, b), swapClasses(a, b)], [scaleModulation(1)]];
    for (const others of between) {
      const got = await changed(sean, [regionStyle(a, x), ...others, regionStyle(a, y)]);
      expect(denseMaps(got)).toEqual(denseMaps(await changed(sean, [regionStyle(a, y)])));
      const undone = await changed(sean, [regionStyle(a, x), ...others, regionStyle(a, mine)]);
      expect(sameModulation(undone, await own(sean))).toBe(true);
    }
    const halves = await changed(sean, [regionStyle(a, x), regionStyle(a, y, { t: 0.5 })]);
    const half = x.map((value, i) => 0.5 * value + 0.5 * y[i]);
    expectClose(
      denseMaps(halves).scale,
      denseMaps(await changed(sean, [regionStyle(a, half)])).scale,
      1e-6,
    );
    // The second is done in another layer alone.
    const layers = [network.layers[LAYER + 1].name];
    const here = await changed(sean, [regionStyle(a, x), regionStyle(a, y, { layers })]);
    expect(denseMaps(here)).toEqual(denseMaps(await changed(sean, [regionStyle(a, x)])));
  });

  test("of another network change with its codes: an exchange keeps its style in all other regions", async () => {
    const { network, conditions } = sean;
    const { styles, ...plain } = conditions;
    const [regions, length] = [network.config.method.classes, lengthOf(network)];
    const codes = (values: Float32Array) =>
      withStyles(network, { regions, length, values, present: new Uint8Array(regions).fill(1) });
    const theirs = Float32Array.from({ length: regions * length }, (_, i) => Math.cos(i));
    const painter = { network: codes(styles as Float32Array), conditions: plain };
    const [a] = present(sean);
    const code = Array.from({ length }, (_, i) => Math.sin(i));
    const restyled = theirs.slice();
    restyled.set(code, a * length);
    const expected = denseMaps(await own({ network: codes(restyled), conditions: plain }));
    const exchange = exchangeModulation(lookUps(codes(theirs)));
    const restyle = regionStyle(a, code);
    expect(denseMaps(await changed(painter, [exchange, restyle]))).toEqual(expected);
    // Nor has what came before the exchange any part in it, also where the other is itself intervened on.
    expect(denseMaps(await changed(painter, [restyle, exchange]))).toEqual(
      denseMaps(await own({ network: codes(theirs), conditions: plain })),
    );
    const intervened = intervenedModulations(lookUps(codes(theirs)), [
      regionStyle(
        a,
        code.map((value) => 2 * value),
      ),
    ]);
    expect(denseMaps(await changed(painter, [exchangeModulation(intervened), restyle]))).toEqual(
      expected,
    );
  });

  test("come whole where a region has none, for half-way from zeros is no style", async () => {
    const { network, conditions } = sean;
    const [a] = present(sean);
    const length = lengthOf(network);
    const styles = (conditions.styles as Float32Array).slice();
    styles.fill(0, a * length, (a + 1) * length);
    const lacking = { network, conditions: { ...conditions, styles } };
    const code = Array.from({ length }, (_, i) => Math.sin(i));
    const whole = denseMaps(await changed(lacking, [regionStyle(a, code)]));
    expect(denseMaps(await changed(lacking, [regionStyle(a, code, { t: 0.3 })]))).toEqual(whole);
    const still = await changed(lacking, [regionStyle(a, code, { t: 0 })]);
    expect(sameModulation(still, await own(lacking))).toBe(true);
  });

  test("of another picture are chosen by row, or by name with the label set", () => {
    const [regions, length] = [3, 2];
    const values = Float32Array.of(1, 2, 3, 4, 5, 6);
    const codes = { regions, length, values, present: Uint8Array.of(1, 1, 0) };
    const rows = ["skin", "hair", "hat"].map((name, row) => ({ name, row }));
    const labelSet = parseLabelSet({ name: "faces", rows }, "faces");
    expect(mixStyles(codes, 1, { regions: ["hair"], labelSet })).toEqual(
      mixStyles(codes, 1, { regions: [1] }),
    );
    expect(() => mixStyles(codes, 1, { regions: ["hat"], labelSet })).toThrow(
      /does not show a region[\s\S]*hat/,
    );
    expect(() => mixStyles(codes, 1, { regions: ["hair"] })).toThrow(/mixStyles/);
  });

  test("are SEAN's alone, and as long as its codes", async () => {
    await expect(changed(sean, [regionStyle(0, [1, 2])])).rejects.toThrow(
      "the style code does not fit the network",
    );
    await expect(changed(clade, [regionStyle(0, [1, 2])])).rejects.toThrow(
      "this network takes no style codes",
    );
  });
});

describe("interventions as values", () => {
  test("are plain data that survive JSON", async () => {
    const [a, b] = present(icpe);
    const list = [
      swapClasses(a, b, { layers: [icpe.network.layers[LAYER].name] }),
      mixClasses(a, b, 0.5),
      scaleModulation(2, { classes: [a], channels: [0], part: "shift" }),
      ablate({ to: "neutral", channels: [1] }),
      keepVariation("between-class", { classes: [b] }),
      scalePositions(2),
      scalePositions(2, { about: "bias" }),
      swapClasses(a, b, { part: "shift", channels: [0] }),
    ];
    const again = JSON.parse(JSON.stringify(list)) as Intervention[];
    expect(denseMaps(await changed(icpe, again))).toEqual(denseMaps(await changed(icpe, list)));
  });

  test("touch the layers that they name, and no others", async () => {
    const { layers } = spade.network;
    const list = [ablate({ layers: [layers[2].name, layers[LAYER].name] })];
    expect(sameModulation(await changed(spade, list), await own(spade))).toBe(false);
    expect(sameModulation(await changed(spade, list, 3), await own(spade, 3))).toBe(true);
  });

  test("that do not fit are refused in words that say which one", async () => {
    const wrong: readonly (readonly [unknown, RegExp])[] = [
      [{ kind: "wobble" }, /intervention 2: there is no such intervention[\s\S]*relabel, scale/],
      [null, /intervention 2: there is no such intervention/],
      [ablate({ layers: ["up_9.norm_0"] }), /intervention 2, scale: there is no such layer/],
      [ablate({ layers: [] }), /nothing is selected/],
      [ablate({ classes: [999] }), /intervention 2, scale: there is no such class/],
      [ablate({ channels: [999] }), /there is no such channel/],
      [scaleModulation(Number.NaN), /factor: this is no number to intervene by/],
      [scaleModulation(2, { about: "middle" as never }), /"zero", "neutral", "mean"/],
      [scaleModulation(2, { part: "gamma" as never }), /"scale", "shift", "both"/],
      [keepVariation("between" as never), /"between-class", "within-class"/],
      [mixClasses(0, 1, Number.POSITIVE_INFINITY), /t: this is no number/],
      [{ kind: "relabel", classes: [], t: 1 }, /classes: nothing is selected/],
      [
        {
          kind: "relabel",
          classes: [
            [0, 1],
            [0, 2],
          ],
          t: 1,
        },
        /a class is to become two others/,
      ],
    ];
    for (const [intervention, message] of wrong) {
      await expect(changed(clade, [ablate(), intervention as Intervention])).rejects.toThrow(
        message,
      );
    }
    const joined = changed(clade, [scaleModulation(2), scaleModulation(Number.NaN)]);
    await expect(joined).rejects.toThrow("intervention 2, scale: factor");
    await expect(changed(sean, [{ kind: "restyle", codes: [], t: 1 }])).rejects.toThrow(
      "codes: nothing is selected",
    );
  });
});
