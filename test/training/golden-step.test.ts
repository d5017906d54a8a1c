import { readdirSync } from "node:fs";
import * as tf from "@tensorflow/tfjs-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openCheckpoint } from "../../src/checkpoint/open-checkpoint.ts";
import { readFloat32, type StateDict } from "../../src/checkpoint/state-dict.ts";
import { useBackend } from "../../src/engines/tfjs/backend.ts";
import { mscaConfig } from "../../src/models/msca.ts";
import type { Exemplar } from "../../src/modulation/exemplar.ts";
import type { Method } from "../../src/modulation/norm-layer.ts";
import type { Batch } from "../../src/training/batch.ts";
import { ganStep, type Losses } from "../../src/training/gan-step.ts";
import {
  disposeParts,
  type Part,
  type Parts,
  stepsOf,
  trainedPart,
} from "../../src/training/networks.ts";
import { toPyTorch } from "../../src/training/parameter-layout.ts";
import { TrainableNetwork } from "../../src/training/trainable-network.ts";
import { trainingConfig } from "../../src/training/training-config.ts";
import { smallGenerator } from "./small-data.ts";
import { trainingBackend as backend, useTrainingKernels } from "./training-backend.ts";

// One step of the project's own PyTorch reference, in float64: see the README there, tolerances included.
const goldens = new URL("../goldens/training-step/", import.meta.url);
const folders = readdirSync(goldens, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);

const edges = (name: string) => name.endsWith("instance");
const sean = (name: string) => name.startsWith("sean");
const attention = (name: string) => name.endsWith("msca");
const method = (name: string): Method => {
  if (name.startsWith("spade")) {
    const kernel = name === "spade-1x1" ? 1 : 3;
    const hidden = attention(name) ? 2 : 8;
    return { kind: "spade", classes: 5, instanceEdges: edges(name), hidden, kernel };
  }
  if (sean(name)) {
    const bank = name === "sean-clade";
    return {
      ...{ kind: "sean", classes: 5, instanceEdges: false, labels: bank ? "clade" : "spade" },
      ...{ hidden: bank ? 5 : 2, kernel: bank ? 1 : 3, styleLength: 3 },
    };
  }
  const positional = name.startsWith("clade-icpe");
  return { kind: "clade", classes: 5, instanceEdges: edges(name), positional };
};

test("there is a golden for every modulation, attention, the VAE and the pointwise trunk", () => {
  expect(folders).toEqual([
    "clade",
    "clade-icpe-instance",
    "clade-pointwise",
    "clade-vae",
    "sean",
    "sean-clade",
    "spade-1x1",
    "spade-instance",
    "spade-msca",
  ]);
});

describe.each(folders)("one step of %s", (name) => {
  let golden: StateDict;
  let parts: Parts;
  let losses: Losses;
  const gradients = new Map<Part, Float32Array>();
  let between: Map<string, Float32Array>;
  let after: Map<string, Float32Array>;

  const values = (key: string) => readFloat32(golden, key);
  const optional = async (key: string) => (golden.tensors.has(key) ? await values(key) : undefined);

  beforeAll(async () => {
    await useBackend(backend);
    useTrainingKernels();
    golden = await openCheckpoint(new URL(`${name}/golden.safetensors`, goldens).pathname);
    const vae = name === "clade-vae";
    const generator = smallGenerator(method(name), {
      ngf: name === "clade-pointwise" ? 2 : 1,
      trunkKernel: name === "clade-pointwise" ? 1 : 3,
      latent: vae ? { zDim: 8, cells: 4 } : null,
      ...(attention(name) && { msca: mscaConfig(1, 3) }),
    });
    const size = { height: 64, width: 64 };
    const base = trainingConfig(generator, size, {
      ...{ ndf: 2, batchSize: 2, steps: 1000 },
      styleNgf: 2,
    });
    const config = vae
      ? { ...base, encoder: { ...encoderOf(golden), spectralNorm: true, zDim: 8 } }
      : base;
    const steps = stepsOf(config);
    const part = async (letter: Part, of: (typeof steps)["G"]) => {
      const store = (prefix: string) => ({ parameter: (key: string) => values(prefix + key) });
      const network = await TrainableNetwork.from(of, store(`before/${letter}.`));
      const v = await network.flatFrom(store(`before/adam_${letter}/`), "");
      return trainedPart(config, network, { step: 10, m: null, v });
    };
    parts = {
      G: await part("G", steps.G),
      D: await part("D", steps.D),
      E: steps.E && (await part("E", steps.E)),
    };
    const noise = [await optional("eps/G"), await optional("eps/D")];
    // Read after the step: WebGPU has no reading at once.
    const gradientTensors = new Map<Part, tf.Tensor>();
    let readBetween = async () => new Map<string, Float32Array>();
    const result = await ganStep(config, parts, await batchOf(), 0, {
      ...(vae && { noise: (pass) => noise[pass] as Float32Array }),
      layerNoise: seanNoise,
      onGradient: (letter, gradient) => {
        gradientTensors.set(letter, tf.keep(tf.clone(gradient)));
        if (letter === "D") readBetween = buffersOf(parts);
      },
    });
    for (const [letter, gradient] of gradientTensors) {
      gradients.set(letter, Float32Array.from(await gradient.data()));
      gradient.dispose();
    }
    between = await readBetween();
    if ("part" in result) throw new Error("the step broke");
    losses = result;
    after = new Map();
    for (const letter of ["G", "D", "E"] as const) {
      for (const [key, { data }] of (await parts[letter]?.network.tensors()) ?? []) {
        const counts = data instanceof Float32Array && !key.includes(".Spade.param_free_norm.");
        if (counts) after.set(`${letter}.${key}`, data);
      }
    }
  });

  afterAll(async () => {
    disposeParts(parts);
    await golden.close();
  });

  async function batchOf(): Promise<Batch> {
    const edgeBits = await optional("edges");
    return {
      conditions: {
        batch: 2,
        height: 64,
        width: 64,
        labels: Int32Array.from(await values("labels")),
        edges: edgeBits && Uint8Array.from(edgeBits),
        positions: await optional("positions"),
        ...(attention(name) && { exemplar: await exemplar() }),
      },
      images: await values("images"),
    };
  }

  async function exemplar(): Promise<Exemplar> {
    const [, height, width] = golden.tensors.get("exemplar/labels")?.shape ?? [];
    const labels = Int32Array.from(await values("exemplar/labels"));
    return { height, width, labels, image: await values("exemplar/images") };
  }

  test("losses to 1e-4", async () => {
    const names = {
      ...{ GAN: "gan", GAN_Feat: "feature", KLD: "kld", Pixel: "pixel" },
      ...{ D_Fake: "fake", D_real: "real" },
    };
    for (const [theirs, ours] of Object.entries(names)) {
      const expected = (await optional(`losses/${theirs}`))?.[0] ?? 0;
      expect(Math.abs(losses[ours as keyof Losses] - expected), theirs).toBeLessThan(1e-4);
    }
  });

  test("every gradient, to 1e-4 of its tensor's and 1e-5 of its network's largest; attention's to 1e-3 of its tensor's", async () => {
    let compared = 0;
    for (const [letter, flat] of gradients) {
      const trained = parts[letter] as NonNullable<Parts[Part]>;
      const ours = trained.network.named(flat);
      const network = largest(flat);
      for (const [key, { data }] of ours) {
        const expected = await values(`grad/${letter}.${key}`);
        const own = largest(expected);
        // Attention's are small beside the trunk's; those that are zero are noise in both.
        const tolerance =
          key.startsWith("msca.") && own > 1e-12 ? 1e-3 * own : 1e-4 * own + 1e-5 * network;
        expect(worst(data as Float32Array, expected), key).toBeLessThan(tolerance);
        compared++;
      }
    }
    const all = [...golden.tensors.keys()].filter((key) => key.startsWith("grad/"));
    expect(compared).toBe(all.length);
  });

  test("running statistics and spectral vectors between the halves, to 1e-5", async () => {
    const keys = [...golden.tensors.keys()].filter((key) => key.startsWith("between/"));
    expect(keys.length).toBeGreaterThan(20);
    for (const key of keys) {
      const ours = between.get(key.slice("between/".length)) as Float32Array;
      expect(worst(ours, await values(key)), key).toBeLessThan(1e-5);
    }
  });

  test("parameters to 2e-6, statistics and spectral vectors to 1e-5 afterwards", async () => {
    const keys = [...golden.tensors.keys()].filter((key) => key.startsWith("after/"));
    expect(keys.length).toBe(after.size);
    for (const key of keys) {
      const buffer = /running_|weight_[uv]$/.test(key);
      const ours = after.get(key.slice("after/".length)) as Float32Array;
      expect(worst(ours, await values(key)), key).toBeLessThan(buffer ? 1e-5 : 2e-6);
    }
  });
});

/** The README's numbers for each pass and layer. */
function seanNoise(pass: 0 | 1, layer: string, count: number): Float32Array {
  const blocks = ["head_0", "G_middle_0", "G_middle_1", "up_0", "up_1", "up_2", "up_3"];
  const [block, part] = layer.split(".ace_");
  const number = 3 * blocks.indexOf(block) + "01s".indexOf(part);
  const start = 41 * number + 20 * pass;
  return Float32Array.from({ length: count }, (_, p) => Math.SQRT2 * Math.sin(start + p));
}

function encoderOf({ tensors }: StateDict): { ndf: number; layers: number } {
  const layers = [...tensors.keys()].filter((key) =>
    /^before\/E\.layer\d\.0\.weight_orig$/.test(key),
  );
  const [ndf] = tensors.get("before/E.layer1.0.weight_orig")?.shape ?? [];
  return { ndf, layers: layers.length };
}

/** Keeps running statistics and spectral vectors of all parts as they are now; returns what reads them, by letter and key. */
function buffersOf(parts: Parts): () => Promise<Map<string, Float32Array>> {
  const kept: { tensor: tf.Tensor; put: (values: Float32Array) => void }[] = [];
  const all = new Map<string, Float32Array>();
  const keep = (tensor: tf.Tensor, put: (values: Float32Array) => void) =>
    kept.push({ tensor: tf.keep(tf.clone(tensor)), put });
  for (const letter of ["G", "D", "E"] as const) {
    const network = parts[letter]?.network;
    if (network === undefined) continue;
    keep(network.statistics, (statistics) => {
      for (const { key, offset, size } of network.layout.statistics) {
        all.set(`${letter}.${key}`, statistics.slice(offset, offset + size));
      }
    });
    for (const spec of network.layout.spectral) {
      const vector = network.spectral.get(spec.key);
      if (vector === undefined) throw new Error(`no ${spec.key}`);
      keep(vector, (values) => all.set(`${letter}.${spec.key}`, toPyTorch(spec, values)));
    }
  }
  return async () => {
    for (const { tensor, put } of kept) {
      put(await tensor.data<"float32">());
      tensor.dispose();
    }
    return all;
  };
}

function largest(values: Float32Array): number {
  return values.reduce((max, x) => Math.max(max, Math.abs(x)), 0);
}

function worst(a: Float32Array, b: Float32Array): number {
  expect(a.length).toBe(b.length);
  return a.reduce((max, x, i) => Math.max(max, Math.abs(x - b[i])), 0);
}

test("no tensor is left over", () => {
  expect(tf.memory().numTensors).toBe(0);
});
