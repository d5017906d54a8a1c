/**
 * What `cladescope export` writes, checked by onnx and run by Python's onnxruntime: another version of it than ours, as
 * users have. Needs a Python that has both: CLADESCOPE_ONNX_PYTHON=$(node scripts/onnx/venv.mjs).
 */

import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, test } from "vitest";
import { encodeNpy } from "../../../src/checkpoint/npy.ts";
import { tableWay } from "../../../src/engines/onnx/choices.ts";
import { onnxModel } from "../../../src/engines/onnx/export.ts";
import type { GraphValue } from "../../../src/engines/onnx/graph.ts";
import { type Feed, feedsOf } from "../../../src/engines/onnx/inputs.ts";
import { planOf } from "../../../src/engines/onnx/plan.ts";
import type { GeneratorConfig } from "../../../src/models/generator-config.ts";
import type { Size } from "../../../src/models/ops.ts";
import type { Conditions } from "../../../src/modulation/conditions.ts";
import { semanticChannels } from "../../../src/modulation/norm-layer.ts";
import { golden } from "../../cli/goldens.ts";
import { ok, temporaryFolder } from "../../cli/run.ts";
import { Expected, openGolden } from "../../support/goldens.ts";

const python = process.env.CLADESCOPE_ONNX_PYTHON || undefined; // empty counts as unset

/** Kinds of models, as the command line asks for them. */
const MODELS: Readonly<Record<string, readonly string[]>> = {
  "of the engine": [],
  "of the engine, memory large": ["--memory", "large"],
  "portable, label map": ["--portable"],
  "portable, one-hot": ["--portable", "--one-hot"],
  "portable, two pictures": ["--portable", "--batch", "2"],
};
const NETWORKS = [
  "tiny/clade",
  "tiny/clade_icpe_instance",
  "tiny/spade",
  "tiny/sean",
  "networks/clade_vae",
  "networks/spade_1x1",
];
const CASES = NETWORKS.flatMap((name) => Object.keys(MODELS).map((kind) => ({ name, kind })));

interface Result {
  readonly name: string;
  readonly error?: string;
  readonly shape?: readonly number[];
  readonly difference?: number;
}

describe.skipIf(python === undefined)("Python's onnxruntime paints PyTorch's picture with", () => {
  const folder = temporaryFolder();
  const results = new Map<string, Result>();

  beforeAll(async () => {
    const cases = [];
    for (const name of NETWORKS) {
      const kinds = Object.keys(MODELS);
      cases.push(...(await Promise.all(kinds.map((kind) => exported(name, kind, folder)))));
    }
    const list = join(folder, "cases.json");
    writeFileSync(list, JSON.stringify(cases));
    const script = fileURLToPath(new URL("run_models.py", import.meta.url));
    const { status, stdout, stderr } = spawnSync(python ?? "", [script, list], {
      encoding: "utf8",
    });
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    for (const line of stdout.trim().split("\n")) {
      const result: Result = JSON.parse(line);
      results.set(result.name, result);
    }
  });

  test.each(CASES)("$name, $kind", async ({ name, kind }) => {
    const result = results.get(`${name}, ${kind}`);
    expect(result?.error).toBeUndefined();
    const [, ...shape] = (await Expected.open(golden(name))).shape("output");
    expect(result?.shape).toEqual([kind.includes("two pictures") ? 2 : 1, ...shape]);
    expect(result?.difference).toBeLessThan(1e-4);
  });
});

/** Exports a golden's network by the command line, and writes what it is to be fed with. */
async function exported(name: string, kind: string, folder: string): Promise<object> {
  const one = golden(name);
  const stem = join(folder, `${name}-${kind}`.replace(/[^a-z0-9_]+/g, "-"));
  const model = `${stem}.onnx`;
  const expected = await Expected.open(one);
  const conditions = expected.conditions();
  const { height, width } = conditions;
  const options = ["--options", join(one.folder, "opt.json"), "--size", `${height}x${width}`];
  await ok(["export", join(one.folder, "net_G.pth"), "-o", model, ...options, ...MODELS[kind]]);

  const written = (name: string, { data, dims }: Feed) => {
    const path = `${stem}-${name.replace(/[^a-zA-Z0-9]+/g, "-")}.npy`;
    const dtype = data instanceof Float32Array ? "float32" : "int64";
    writeFileSync(path, encodeNpy({ dtype, shape: dims, data }));
    return path;
  };
  const network = await openGolden(one);
  await network.close();
  const { config } = network;
  const portable = kind.startsWith("portable");
  const oneHot = kind.includes("one-hot");
  const { inputs } = onnxModel(network, { height, width, portable, oneHot });
  const feeds =
    portable || config.method.kind === "clade"
      ? labelFeeds(config, conditions)
      : tableFeeds(config, conditions, inputs);
  return {
    name: `${name}, ${kind}`,
    model,
    pictures: kind.includes("two pictures") ? 2 : 1,
    inputs: Object.fromEntries(
      inputs.map(({ name }) => [name, written(name, feeds.get(name) as Feed)]),
    ),
    expected: written("expected", {
      data: expected.values("output"),
      dims: expected.shape("output"),
    }),
  };
}

/** Every input that a model of label maps may have. */
function labelFeeds(
  { method, latent }: GeneratorConfig,
  { height, width, labels, edges, positions, z, styles }: Conditions,
): Map<string, Feed> {
  const pixels = height * width;
  const channels = semanticChannels(method);
  const semantics = new Float32Array(channels * pixels);
  labels.forEach((label, p) => {
    semantics[label * pixels + p] = 1;
    if (edges !== undefined) semantics[method.classes * pixels + p] = edges[p];
  });
  const integers = (values: ArrayLike<number>): Feed => ({
    data: BigInt64Array.from(Array.from(values, BigInt)),
    dims: [1, height, width],
  });
  const feeds = new Map<string, Feed>([
    ["labels", integers(labels)],
    ["semantics", { data: semantics, dims: [1, channels, height, width] }],
  ]);
  if (edges) feeds.set("edges", integers(edges));
  if (positions) feeds.set("positions", { data: positions, dims: [1, 2, height, width] });
  if (z && latent) feeds.set("z", { data: z, dims: [1, latent.zDim] });
  if (styles) feeds.set("codes", codesFeed(styles, method.classes));
  return feeds;
}

function codesFeed(codes: Float32Array, classes: number): Feed {
  return { data: codes, dims: [1, classes, codes.length / classes] };
}

/** What SPADE's and SEAN's graph of tables takes, in the ways that an exported one has. */
function tableFeeds(
  config: GeneratorConfig,
  conditions: Conditions,
  inputs: readonly GraphValue[],
): Map<string, Feed> {
  const plan = planOf(config, conditions);
  const way = (size: Size) => tableWay({ ...size, batch: 1 }, { first: 0, second: 0 });
  const tabled = { ...plan, borders: new Map(), tableWay: way };
  const { styles } = conditions;
  const codes = styles && codesFeed(styles, config.method.classes);
  const given = new Map(codes === undefined ? [] : [["codes", codes] as const]);
  return feedsOf(config, conditions, tabled, inputs, given);
}
