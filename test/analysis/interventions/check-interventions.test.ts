/**
 * What a notebook in plain JavaScript may get wrong: each is one error that says what was likely meant.
 *
 * @module
 */

import { afterAll, describe, expect, test } from "vitest";
import { exchangeModulation } from "../../../src/analysis/interventions/exchange.ts";
import { intervene } from "../../../src/analysis/interventions/intervene.ts";
import { intervenedModulations } from "../../../src/analysis/interventions/intervened-modulations.ts";
import { scalePositions } from "../../../src/analysis/interventions/positions.ts";
import {
  mixClasses,
  replaceClass,
  swapClasses,
} from "../../../src/analysis/interventions/relabel.ts";
import { ablate, scaleModulation } from "../../../src/analysis/interventions/scale.ts";
import { regionStyle } from "../../../src/analysis/interventions/styles.ts";
import { sweep } from "../../../src/analysis/interventions/sweep.ts";
import { keepVariation } from "../../../src/analysis/interventions/variation.ts";
import { lookUps } from "../../../src/engines/look-ups.ts";
import { TfjsGenerator } from "../../../src/engines/tfjs/generator.ts";
import { EngineError } from "../../../src/errors.ts";
import { conditionsOf } from "../../../src/modulation/conditions.ts";
import { randomNetwork } from "../../support/random-network.ts";
import { someConditions } from "../../support/small-msca.ts";
import { messageOf, PLAIN } from "../../support/state-dicts.ts";

/** What plain JavaScript may pass. */
const any = (value: unknown) => value as never;

const network = randomNetwork({ ...PLAIN, spectralNorm: false }, 1);
const modulations = lookUps(network);
const conditions = someConditions(1);
const painter = await TfjsGenerator.load(network);
afterAll(() => painter.dispose());

describe("what makes interventions refuses options that there are not", () => {
  test.each<[string, () => unknown, RegExp]>([
    [
      "a misspelt name",
      () => scaleModulation(2, any({ clases: ["sky"] })),
      /scaleModulation: options: there is no such option[\s\S]*clases[\s\S]*take "classes"/,
    ],
    [
      "another intervention's option",
      () => scaleModulation(2, any({ to: "mean" })),
      /scaleModulation: options: there is no such option[\s\S]*about/,
    ],
    [
      "a class alone",
      () => ablate(any("sky")),
      /ablate: options: options are an object[\s\S]*"sky"[\s\S]*\{ classes: \["sky"\] \}/,
    ],
    [
      "a list alone",
      () => swapClasses(0, 1, any(["up_2.norm_0"])),
      /swapClasses: options: options are an object[\s\S]*\{ layers: \["up_2.norm_0"\] \}/,
    ],
    ["null", () => ablate(any(null)), /options are an object[\s\S]*got {7}null/],
    [
      "one letter less",
      () => keepVariation("between-class", any({ layer: ["up_2.norm_0"] })),
      /keepVariation: options[\s\S]*take "layers"/,
    ],
    [
      "channels of positions, which all share",
      () => scalePositions(0, any({ channels: [0] })),
      /scalePositions: options: there is no such option[\s\S]*channels/,
    ],
    ["classes of a replaced one", () => replaceClass(0, 1, any({ classes: [2] })), /replaceClass/],
    ["parts of a mixture", () => mixClasses(0, 1, 1, any({ parts: "scale" })), /take "part"/],
    [
      "a network",
      () => exchangeModulation(any(network)),
      /exchangeModulation: these are no modulations of a network[\s\S]*a network[\s\S]*await openModulations\(network\)/,
    ],
    [
      "a promise of modulations",
      () => exchangeModulation(any(Promise.resolve(modulations))),
      /a promise[\s\S]*await it/,
    ],
    [
      "a file",
      () => exchangeModulation(any("other.pth")),
      /"other.pth"[\s\S]*openModulations\(asGenerator\(await openNetwork\(path\)\)\)/,
    ],
    ["nothing", () => exchangeModulation(any(undefined)), /no modulations[\s\S]*undefined/],
    [
      "a misspelt option of an exchange",
      () => exchangeModulation(modulations, any({ chanels: [0] })),
      /take "channels"/,
    ],
  ])("%s", (_, make, message) => {
    expect(make).toThrow(EngineError);
    expect(make).toThrow(message);
  });
});

describe("interventions are checked before they are applied", () => {
  test.each<[string, unknown, RegExp]>([
    [
      "one in place of a list",
      swapClasses(0, 1),
      /interventions stand in a list[\s\S]*"relabel"[\s\S]*put it in a list/,
    ],
    ["none in place of a list", undefined, /interventions stand in a list[\s\S]*got {7}none/],
    [
      "a class in place of classes",
      [scaleModulation(2, { classes: any("sky") })],
      /intervention 1, scale: classes: a field is of another kind[\s\S]*put it in a list: \["sky"\]/,
    ],
    [
      "a channel in place of channels",
      [ablate(), ablate({ channels: any(3) })],
      /intervention 2, scale: channels[\s\S]*numbers: \[0, 7\][\s\S]*put it in a list: \[3\]/,
    ],
    [
      "a layer in place of layers",
      [keepVariation("between-class", { layers: any("up_2.norm_0") })],
      /keep-variation: layers[\s\S]*got {7}"up_2.norm_0"[\s\S]*\["up_2.norm_0"\]/,
    ],
    [
      "a class without what it becomes",
      [swapClasses(0, any(undefined))],
      /relabel: classes: a field is of another kind[\s\S]*pairs of a class/,
    ],
    ["a misspelt field", [{ kind: "scale", factor: 2, clases: [1] }], /scale[\s\S]*take "classes"/],
    ["a misspelt option of a style", [regionStyle(0, [1], any({ layer: ["a"] }))], /take "layers"/],
    [
      "a field that is missing",
      [{ kind: "relabel", t: 1 }],
      /relabel: classes: a field is missing/,
    ],
    [
      "an exchange as JSON has it",
      [{ kind: "exchange", by: "other.pth" }],
      /intervention 1, exchange: by: these are no modulations[\s\S]*openModulations/,
    ],
    ["a promise", [Promise.resolve(ablate())], /intervention 1: there is no such intervention/],
    ["no pivot", [{ kind: "scale", factor: 2 }], /about: there is no such choice/],
  ])("%s", async (_, list, message) => {
    expect(() => intervenedModulations(modulations, any(list))).toThrow(EngineError);
    expect(() => intervenedModulations(modulations, any(list))).toThrow(message);
    const painted = intervene(painter, modulations, conditions, any(list));
    expect(await messageOf(() => painted)).toMatch(message);
  });

  test("numbers may stand in a typed array", async () => {
    const typed = ablate({ classes: any(Int32Array.of(1)), channels: any(Uint8Array.of(0)) });
    const plain = ablate({ classes: [1], channels: [0] });
    const [a, b] = await Promise.all(
      [typed, plain].map((one) => intervene(painter, modulations, conditions, [one])),
    );
    expect(a.after.data).toEqual(b.after.data);
  });
});

describe("what is painted from is checked", () => {
  const asked = (...[given, of, options]: readonly unknown[]) =>
    messageOf(() => intervene(painter, any(given), any(of), [ablate()], any(options)));

  test("modulations, conditions and options", async () => {
    expect(await asked(network, conditions)).toMatch(
      /intervene: modulations[\s\S]*openModulations/,
    );
    const { height, width } = conditions;
    const plain = { labels: { height, width, rows: conditions.labels } };
    expect(await asked(modulations, plain)).toMatch(
      /no conditions to paint from[\s\S]*conditionsOf\(picture.conditions\)/,
    );
    expect(await asked(modulations, undefined)).toMatch(/no conditions to paint from/);
    expect(await asked(modulations, conditions, { layer: ["a"] })).toMatch(
      /intervene: options: there is no such option[\s\S]*take "layers"/,
    );
    expect(await asked(modulations, conditions, { layers: "up_0.norm_0" })).toMatch(
      /intervene: layers[\s\S]*put it in a list: \["up_0.norm_0"\]/,
    );
    expect(conditionsOf(plain).batch).toBe(1);
  });

  test("a picture painted before: not the result that it is in", async () => {
    const result = await intervene(painter, modulations, conditions, []);
    expect(await asked(modulations, conditions, { before: result })).toMatch(
      /intervene: before: this is no picture[\s\S]*give the picture in it: .before/,
    );
    const painted = await painter.synthesize(conditions);
    expect(await asked(modulations, conditions, { before: painted })).toMatch(/in it: .image/);
    const swept = sweep(painter, modulations, conditions, [1], () => [], { before: any(result) });
    expect(await messageOf(() => swept)).toMatch(/sweep: before: this is no picture/);
  });

  test("a sweep's values, its function and what that gives", async () => {
    const swept = (values: unknown, at: unknown, options?: unknown) =>
      messageOf(() => sweep(painter, modulations, conditions, any(values), any(at), any(options)));
    expect(await swept([1], [ablate()])).toMatch(/is a function of it[\s\S]*a list/);
    expect(await swept([1], scaleModulation)).toMatch(/interventions stand in a list/);
    expect(await swept(3, () => [])).toMatch(/nothing to sweep over[\s\S]*got {7}3/);
    expect(await swept([1], () => [], { onprogress: null })).toMatch(/take "onProgress"/);
  });
});
