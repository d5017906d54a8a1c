import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Tensor as OnnxTensor } from "onnxruntime-node";
import { afterAll, describe, expect, test } from "vitest";
import { writeFileAtomically } from "../../../src/checkpoint/atomic-file.ts";
import { tableWay } from "../../../src/engines/onnx/choices.ts";
import { onnxModel } from "../../../src/engines/onnx/export.ts";
import { OnnxGenerator } from "../../../src/engines/onnx/generator.ts";
import { feedsOf } from "../../../src/engines/onnx/inputs.ts";
import { planOf } from "../../../src/engines/onnx/plan.ts";
import { instanceEdges as instanceEdgesOf } from "../../../src/labels/instance-edges.ts";
import type { Size } from "../../../src/models/ops.ts";
import { semanticChannels } from "../../../src/modulation/norm-layer.ts";
import { expectClose } from "../../support/close.ts";
import { Expected, type Golden, goldensWith, openGolden } from "../../support/goldens.ts";
import { onnxInstalled } from "../../support/onnx.ts";
import { seededNumbers } from "../../support/seeded-numbers.ts";

const folder = mkdtempSync(join(tmpdir(), "cladescope-export-"));
afterAll(() => rmSync(folder, { recursive: true }));

const goldens = goldensWith("net_G.pth");

describe.skipIf(!onnxInstalled)(
  "a portable model, run by ONNX Runtime from the label map alone, gives PyTorch's picture",
  () => {
    test.each(goldens.flatMap((golden) => [false, true].map((oneHot) => ({ ...golden, oneHot }))))(
      "$name, one-hot $oneHot",
      async (golden) => {
        const { InferenceSession, Tensor } = await import("onnxruntime-node");
        const codesTensor = (codes: Float32Array, [batch, classes]: [number, number]) =>
          new Tensor("float32", codes, [batch, classes, codes.length / (batch * classes)]);
        const expected = await Expected.open(golden);
        const network = await openGolden(golden);
        const { height, width, labels, edges, positions, z, styles } = expected.conditions();
        const model = onnxModel(network, { height, width, portable: true, oneHot: golden.oneHot });
        const path = join(folder, `${golden.name.replace("/", "-")}.onnx`);
        await writeFileAtomically(path, model.bytes());
        const { method, latent } = network.config;
        await network.close();
        const pixels = height * width;
        const semantics = new Float32Array(semanticChannels(method) * pixels);
        labels.forEach((label, p) => {
          semantics[label * pixels + p] = 1;
          if (edges !== undefined) semantics[method.classes * pixels + p] = edges[p];
        });
        const integers = (values: ArrayLike<number>) =>
          new Tensor("int64", BigInt64Array.from(Array.from(values, BigInt)), [1, height, width]);
        const all: Record<string, OnnxTensor> = {
          labels: integers(labels),
          semantics: new Tensor("float32", semantics, [1, semanticChannels(method), height, width]),
          ...(edges && { edges: integers(edges) }),
          ...(positions && { positions: new Tensor("float32", positions, [1, 2, height, width]) }),
          ...(z && latent && { z: new Tensor("float32", z, [1, latent.zDim]) }),
          ...(styles && { codes: codesTensor(styles, [1, method.classes]) }),
        };
        const session = await InferenceSession.create(path, { logSeverityLevel: 3 });
        expect(session.inputNames).toContain(golden.oneHot ? "semantics" : "labels");
        const feeds = Object.fromEntries(session.inputNames.map((name) => [name, all[name]]));
        const { output } = await session.run(feeds);
        await session.release();
        expect(output.dims).toEqual(expected.shape("output"));
        expectClose(output.data as Float32Array, expected.values("output"), 1e-4, "output");
      },
    );
  },
);

describe.skipIf(!onnxInstalled)("the engine's graph of a CLADE, from the label map alone", () => {
  test.each(goldens.filter(({ name }) => name.includes("clade")))(
    "$name: the reference's map, regions, one class, noise and a batch of them, as the engine paints them",
    async (golden) => {
      const { InferenceSession, Tensor } = await import("onnxruntime-node");
      const network = await openGolden(golden);
      const given = (await Expected.open(golden)).conditions();
      const { height, width } = given;
      const pixels = height * width;
      const draw = seededNumbers(8)(pixels);
      const { classes, instanceEdges } = network.config.method;
      const maps = [
        given.labels,
        given.labels.map((_, i) => (i % width < 0.37 * width ? 1 : i > 0.6 * pixels ? 2 : 0)),
        given.labels.map(() => 1),
        given.labels.map((_, i) => Math.floor(((draw[i] + 1) / 2) * classes)),
      ];
      const batch = maps.length;
      const repeated = (values: Float32Array) =>
        Float32Array.from(maps.flatMap(() => Array.from(values)));
      const conditions = {
        ...given,
        batch,
        labels: Int32Array.from(maps.flatMap((map) => Array.from(map))),
        ...(instanceEdges && {
          edges: Uint8Array.from(maps.flatMap((map) => [...instanceEdgesOf(map, height, width)])),
        }),
        ...(given.positions && { positions: repeated(given.positions) }),
        ...(given.z && { z: repeated(given.z) }),
      };
      const generator = await OnnxGenerator.load(network);
      const painted = await generator.synthesize(conditions);
      await generator.dispose();
      const model = onnxModel(network, { height, width, batch });
      const path = join(folder, `${golden.name.replace("/", "-")}-engine.onnx`);
      await writeFileAtomically(path, model.bytes());
      const { latent } = network.config;
      await network.close();
      const integers = (values: ArrayLike<number>) =>
        new Tensor("int64", BigInt64Array.from(Array.from(values, BigInt)), [batch, height, width]);
      const { edges, positions, z } = conditions;
      const all: Record<string, OnnxTensor> = {
        labels: integers(conditions.labels),
        ...(edges && { edges: integers(edges) }),
        ...(positions && {
          positions: new Tensor("float32", positions, [batch, 2, height, width]),
        }),
        ...(z && latent && { z: new Tensor("float32", z, [batch, latent.zDim]) }),
      };
      const session = await InferenceSession.create(path, { logSeverityLevel: 3 });
      const feeds = Object.fromEntries(session.inputNames.map((name) => [name, all[name]]));
      const { output } = await session.run(feeds);
      await session.release();
      expectClose(output.data as Float32Array, painted.image.data, 2e-5, "output");
    },
  );
});

test.skipIf(!onnxInstalled)(
  "the engine's graph of a SEAN takes style codes, of each picture its own",
  async () => {
    const { InferenceSession, Tensor } = await import("onnxruntime-node");
    const golden = goldens.find(({ name }) => name === "tiny/sean") as Golden;
    const network = await openGolden(golden);
    const given = (await Expected.open(golden)).conditions();
    const { height, width } = given;
    const { classes } = network.config.method;
    const own = given.styles as Float32Array;
    const twice = (values: ArrayLike<number>) => [...Array.from(values), ...Array.from(values)];
    const conditions = {
      ...given,
      batch: 2,
      labels: Int32Array.from(twice(given.labels)),
      styles: Float32Array.from(twice(own), (value, i) => (i < own.length ? value : -value)),
    };
    const generator = await OnnxGenerator.load(network);
    const painted = await generator.synthesize(conditions);
    await generator.dispose();
    const model = onnxModel(network, { height, width, batch: 2 });
    const path = join(folder, "sean-engine.onnx");
    await writeFileAtomically(path, model.bytes());
    const { config } = network;
    await network.close();
    // In the ways that an exported graph has.
    const way = (size: Size) => tableWay({ ...size, batch: 2 }, { first: 0, second: 0 });
    const plan = { ...planOf(config, conditions), borders: new Map(), tableWay: way };
    const { styles } = conditions;
    const codes = { data: styles, dims: [2, classes, styles.length / (2 * classes)] };
    const feeds: Record<string, OnnxTensor> = {};
    const all = feedsOf(config, conditions, plan, model.inputs, new Map([["codes", codes]]));
    for (const [name, { data, dims }] of all) {
      feeds[name] =
        data instanceof Float32Array
          ? new Tensor("float32", data, dims)
          : new Tensor("int64", data, dims);
    }
    const session = await InferenceSession.create(path, { logSeverityLevel: 3 });
    expect(session.inputNames).toContain("codes");
    const { output } = await session.run(feeds);
    await session.release();
    expectClose(output.data as Float32Array, painted.image.data, 2e-5, "output");
  },
);

test("the engine's graph for more pixels than it has indices for is refused before it is built", async () => {
  const network = await openGolden(goldens[0]);
  for (const wish of [
    { height: 4096, width: 2048 },
    { height: 256, width: 256, batch: 1024 },
  ]) {
    expect(() => onnxModel(network, wish)).toThrow(/so many pixels[\s\S]*--portable/);
  }
  await network.close();
});
