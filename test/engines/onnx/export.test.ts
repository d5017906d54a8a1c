import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Tensor as OnnxTensor } from "onnxruntime-node";
import { afterAll, describe, expect, test } from "vitest";
import { writeFileAtomically } from "../../../src/checkpoint/atomic-file.ts";
import { onnxModel } from "../../../src/engines/onnx/export.ts";
import { semanticChannels } from "../../../src/modulation/norm-layer.ts";
import { expectClose } from "../../support/close.ts";
import { Expected, goldensWith, openGolden } from "../../support/goldens.ts";
import { onnxInstalled } from "../../support/onnx.ts";

const folder = mkdtempSync(join(tmpdir(), "cladescope-export-"));
afterAll(() => rmSync(folder, { recursive: true }));

const goldens = goldensWith("net_G.pth").filter(({ name }) => !name.includes("sean"));

describe.skipIf(!onnxInstalled)(
  "a portable model, run by ONNX Runtime from the label map alone, gives PyTorch's picture",
  () => {
    test.each(goldens.flatMap((golden) => [false, true].map((oneHot) => ({ ...golden, oneHot }))))(
      "$name, one-hot $oneHot",
      async (golden) => {
        const { InferenceSession, Tensor } = await import("onnxruntime-node");
        const expected = await Expected.open(golden);
        const network = await openGolden(golden);
        const { height, width, labels, edges, positions, z } = expected.conditions();
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
