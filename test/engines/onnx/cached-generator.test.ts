import {
  copyFileSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  watch,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { crc32 } from "node:zlib";
import { describe, expect, test } from "vitest";
import { CacheStore } from "../../../src/engines/onnx/cache-store.ts";
import { OnnxGenerator } from "../../../src/engines/onnx/generator.ts";
import type { OnnxLoadOptions } from "../../../src/engines/onnx/load-options.ts";
import type { GeneratorNetwork } from "../../../src/models/network.ts";
import type { Conditions } from "../../../src/modulation/conditions.ts";
import { Expected, type Golden, goldensWith, openGolden } from "../../support/goldens.ts";
import { onnxInstalled } from "../../support/onnx.ts";
import { ownScratchFolders } from "../../support/scratch-folders.ts";
import { folderOfTest } from "../../support/temporary-folder.ts";

/** A cache that keeps small networks too. */
function emptyCache(): string {
  return join(folderOfTest(), "cache");
}

interface Painted {
  readonly picture: Float32Array;

  /** What was done: parameters read, graphs built or opened, notes. */
  readonly done: readonly string[];
}

interface Wish {
  readonly conditions?: Conditions;
  readonly options?: OnnxLoadOptions;
  readonly change?: (network: GeneratorNetwork) => GeneratorNetwork;
}

/** Opens a golden's checkpoint, paints, and gives all back: as a process of its own would. */
async function paint(folder: string, golden: Golden, wish: Wish = {}): Promise<Painted> {
  const done: string[] = [];
  const say = (text: string) => {
    if (done.at(-1) !== text) done.push(text);
  };
  const opened = await openGolden(golden);
  const network = wish.change?.(opened) ?? opened;
  const generator = await OnnxGenerator.load(network, {
    cache: { folder, graphsAtOnce: true, smallest: 0 },
    onProgress: () => say("read"),
    onGraph: say,
    onNote: say,
    ...wish.options,
  });
  const conditions = wish.conditions ?? (await Expected.open(golden)).conditions();
  const { image } = await generator.synthesize(conditions);
  await generator.dispose();
  await network.close();
  return { picture: image.data, done };
}

function goldenOf(name: string): Golden {
  const found = goldensWith("net_G.pth").find((one) => one.name === name);
  if (found === undefined) throw new Error(`no golden ${name}`);
  return found;
}

/** A copy of a golden whose files a test may change. */
function copyOf({ name, folder }: Golden): Golden {
  const copy = folderOfTest();
  for (const file of ["net_G.pth", "opt.json", "expected.safetensors"]) {
    copyFileSync(join(folder, file), join(copy, file));
  }
  return { name, folder: copy };
}

function entries(folder: string, kind: string): string[] {
  return readdirSync(folder)
    .filter((name) => name.startsWith(kind))
    .map((name) => join(folder, name));
}

const clade = goldenOf("tiny/clade");
const NOT_KEPT = /^not kept in the cache: \d+ MB( beside \d+ MB in use)? are more than its /;
const FIRST = ["read", "build", "ready"];
const LATER = ["open", "ready"];

/** Of the ways to break a file, the one that leaves its size. */
const ALTERED = 2;

describe.skipIf(!onnxInstalled)("a generator with a cache", () => {
  test("keeps the graph of a network that it met before, not of one that is new", async () => {
    const folder = emptyCache();
    const options = { cache: { folder, smallest: 0 } };
    const kept = () => readdirSync(folder).map((entry) => entry.split("-")[0]);
    const first = await paint(folder, clade, { options });
    expect([first.done, kept()]).toEqual([FIRST, ["weights"]]);
    const second = await paint(folder, clade, { options });
    expect([second.done, kept()]).toEqual([
      ["build", "ready"],
      ["graph", "weights"],
    ]);
    const third = await paint(folder, clade, { options });
    expect(third.done).toEqual(LATER);
    expect([second.picture, third.picture]).toEqual([first.picture, first.picture]);
  });

  test.each([
    "tiny/clade",
    "tiny/spade",
    "tiny/clade_icpe_instance",
    "networks/spade_instance_norm",
    "networks/clade_vae",
  ])("paints %s the second time from what it kept, bit by bit the same", async (name) => {
    const folder = emptyCache();
    const golden = goldenOf(name);
    const first = await paint(folder, golden);
    const second = await paint(folder, golden);
    const none = await paint(folder, golden, { options: { cache: "off" } });
    expect([first.done, second.done, none.done]).toEqual([FIRST, LATER, FIRST]);
    expect(second.picture).toEqual(first.picture);
    expect(none.picture).toEqual(first.picture);
    expect(readdirSync(folder).map((entry) => entry.split("-")[0])).toEqual(["graph", "weights"]);
    for (const entry of readdirSync(folder)) {
      expect(readdirSync(join(folder, entry)).filter((file) => file.startsWith("use-"))).toEqual(
        [],
      );
    }
  });

  test("keeps a graph for each memory mode, of one set of weights", async () => {
    const folder = emptyCache();
    await paint(folder, clade);
    for (const memory of ["small", "large"] as const) {
      const options = { memory, cache: { folder, graphsAtOnce: true, smallest: 0 } };
      expect((await paint(folder, clade, { options })).done).toEqual(["build", "ready"]);
      expect((await paint(folder, clade, { options })).done).toEqual(LATER);
    }
    expect(entries(folder, "weights")).toHaveLength(1);
    expect(entries(folder, "graph")).toHaveLength(3);
  });

  test.each(["weights", "graph"])("makes %s anew that were cut short or altered", async (kind) => {
    const folder = emptyCache();
    const first = await paint(folder, clade);
    const [entry] = entries(folder, kind);
    const file = kind === "weights" ? "weights.bin" : "graph.onnx";
    const path = join(entry, file);
    const bytes = readFileSync(path);
    const breaks = [
      () => truncateSync(path, bytes.length >> 1),
      () => truncateSync(path, 0),
      () =>
        writeFileSync(
          path,
          bytes.map((byte, i) => (i === bytes.length >> 1 ? ~byte : byte)),
        ),
      () => rmSync(path),
      () => writeFileSync(join(entry, "manifest.json"), "{}"),
    ];
    const expected = kind === "weights" ? ["read", ...LATER] : ["build", "ready"];
    for (const [i, broken] of breaks.entries()) {
      if (kind === "weights" && i === ALTERED) continue; // not read where there is a graph: see below
      broken();
      const again = await paint(folder, clade);
      expect(again.done).toEqual(expected);
      expect(again.picture).toEqual(first.picture);
      expect((await paint(folder, clade)).done).toEqual(LATER);
    }
  });

  test("reads no weights for a graph that it has, and for another one checks every byte", async () => {
    const folder = emptyCache();
    const first = await paint(folder, clade);
    const path = join(entries(folder, "weights")[0], "weights.bin");
    const bytes = readFileSync(path);
    writeFileSync(
      path,
      bytes.map((byte) => ~byte),
    );
    const again = await paint(folder, clade);
    expect(again).toEqual({ picture: first.picture, done: LATER });
    rmSync(entries(folder, "graph")[0], { recursive: true });
    expect(await paint(folder, clade)).toEqual({ picture: first.picture, done: FIRST });
    expect(readFileSync(path)).toEqual(bytes);
  });

  test("builds a graph again that is what was written and that ONNX Runtime does not take", async () => {
    const folder = emptyCache();
    const first = await paint(folder, clade);
    const [entry] = entries(folder, "graph");
    const garbage = Buffer.from("not a model");
    writeFileSync(join(entry, "graph.onnx"), garbage);
    const path = join(entry, "manifest.json");
    const manifest = JSON.parse(readFileSync(path, "utf8"));
    for (const file of manifest.files) {
      if (file.name !== "graph.onnx") continue;
      manifest.bytes += garbage.length - file.bytes;
      file.bytes = garbage.length;
      file.crc32 = crc32(garbage);
    }
    writeFileSync(path, JSON.stringify(manifest));
    const again = await paint(folder, clade);
    expect(again.done).toEqual(["open", "build", "ready"]);
    expect(again.picture).toEqual(first.picture);
    expect((await paint(folder, clade)).done).toEqual(LATER);
  });

  test("never shares between checkpoints of one name, or with parameters that were replaced", async () => {
    const folder = emptyCache();
    const copy = copyOf(clade);
    const first = await paint(folder, copy);
    // One weight of the last convolution, in a file of the same name and size.
    const path = join(copy.folder, "net_G.pth");
    const network = await openGolden(copy);
    const weights = await network.parameter("conv_img.weight");
    await network.close();
    const file = readFileSync(path);
    const at = file.indexOf(Buffer.from(weights.buffer, weights.byteOffset, 64));
    expect(at).toBeGreaterThan(0);
    file.writeFloatLE(weights[0] + 0.5, at);
    writeFileSync(path, file);
    const changed = await paint(folder, copy);
    expect(changed.done).toEqual(FIRST);
    expect(changed.picture).not.toEqual(first.picture);
    expect(entries(folder, "weights")).toHaveLength(2);

    const ablated = await paint(folder, clade, {
      change: (whole) => ({
        ...whole,
        parameter: async (key, options) => {
          const values = await whole.parameter(key, options);
          return key === "conv_img.weight" ? values.fill(0) : values;
        },
      }),
    });
    expect(ablated.done).toEqual(FIRST);
    expect(ablated.picture).not.toEqual(first.picture);
    expect(entries(folder, "weights")).toHaveLength(2);
    // The same bytes elsewhere are the same checkpoint.
    const same = await paint(folder, clade);
    expect(same.done).toEqual(LATER);
    expect(same.picture).toEqual(first.picture);
  });

  test("keeps nothing of small networks unless it is told to, nor of those larger than the limit", async () => {
    const folder = emptyCache();
    await paint(folder, clade, { options: { cache: { folder } } });
    await paint(folder, clade, {
      options: { cache: { folder, graphsAtOnce: true, smallest: 0, limit: 1000 } },
    });
    expect(() => readdirSync(folder)).toThrow(/ENOENT/);
  });

  test("keeps weights and no graph where there is room for one of them, and says so", async () => {
    const folder = emptyCache();
    const first = await paint(folder, clade);
    const bytes = (await new CacheStore(folder, 0).list()).map((entry) => entry.bytes);
    const limit = Math.max(...bytes) + 1000;
    const options = { cache: { folder, graphsAtOnce: true, smallest: 0, limit } };
    // The weights may be those that go when the limit is met first; from then on they stay.
    await paint(folder, clade, { options });
    await paint(folder, clade, { options });
    const later = await paint(folder, clade, { options });
    expect(later.done).toEqual(["build", expect.stringMatching(NOT_KEPT), "ready"]);
    expect(later.picture).toEqual(first.picture);
    expect(readdirSync(folder).map((name) => name.split("-")[0])).toEqual(["weights"]);
    const none = await paint(folder, clade, { options: { cache: { ...options.cache, limit: 0 } } });
    expect(none.done.filter((text) => NOT_KEPT.test(text))).toHaveLength(1);
    expect(readdirSync(folder)).toEqual([]);
  });

  test("writes no graph that is too large for the cache", async () => {
    const folder = emptyCache();
    await paint(folder, clade);
    const [weights] = await new CacheStore(folder, 0).list();
    const [graph] = entries(folder, "graph");
    const { bytes } = JSON.parse(readFileSync(join(graph, "manifest.json"), "utf8"));
    rmSync(graph, { recursive: true });
    const begun: string[] = [];
    const watcher = watch(folder, (_, name) => begun.push(`${name}`));
    const limit = weights.bytes + 0.9 * bytes;
    const { done } = await paint(folder, clade, {
      options: { cache: { folder, graphsAtOnce: true, smallest: 0, limit } },
    });
    await setTimeout(50);
    watcher.close();
    expect(done).toEqual(["build", expect.stringMatching(NOT_KEPT), "ready"]);
    expect(begun.filter((name) => name.startsWith(".new-"))).toEqual([]);
  });

  test("writes weights again that are cut short in the folder for temporary files", async () => {
    const network = await openGolden(clade);
    const generator = await OnnxGenerator.load(network, { cache: "off" });
    const conditions = (await Expected.open(clade)).conditions();
    const first = await generator.synthesize(conditions);
    const [scratch] = ownScratchFolders();
    truncateSync(join(tmpdir(), scratch, "weights.bin"), 100);
    const tapped = await generator.synthesize(conditions, { taps: (name) => name === "fc" });
    expect(tapped.image.data).toEqual(first.image.data);
    await generator.dispose();
    await network.close();
  });

  test("keeps no graph with taps, whose number has no end", async () => {
    const folder = emptyCache();
    const network = await openGolden(clade);
    const generator = await OnnxGenerator.load(network, {
      cache: { folder, graphsAtOnce: true, smallest: 0 },
    });
    const conditions = (await Expected.open(clade)).conditions();
    await generator.synthesize(conditions, { taps: (name) => name === "head_0" });
    expect(readdirSync(folder).map((name) => name.split("-")[0])).toEqual(["weights"]);
    await generator.dispose();
    await network.close();
  });

  test("works without a folder that it can write, and says so once", async () => {
    const parent = folderOfTest();
    writeFileSync(join(parent, "file"), "");
    const first = await paint(join(parent, "file"), clade);
    expect(first.done[0]).toMatch(/^nothing is kept in the cache .*file: it is not a folder;/);
    expect(first.done).toEqual([first.done[0], ...FIRST]);
    const below = await paint(join(parent, "file", "below"), clade);
    expect(below.done[0]).toMatch(/nothing is kept in the cache .*: it is not a folder;/);
    expect(below.picture).toEqual(first.picture);
    expect(readdirSync(parent)).toEqual(["file"]);
  });

  test("holds what it uses, and makes it again if somebody removes it all the same", async () => {
    const folder = emptyCache();
    await paint(folder, clade);
    const network = await openGolden(clade);
    const generator = await OnnxGenerator.load(network, {
      cache: { folder, graphsAtOnce: true, smallest: 0 },
    });
    const conditions = (await Expected.open(clade)).conditions();
    const first = await generator.synthesize(conditions);
    const store = new CacheStore(folder, 0);
    expect(await store.tidy(0)).toEqual([]);
    expect((await store.list()).map(({ inUse }) => inUse)).toEqual([true, true]);
    rmSync(folder, { recursive: true });
    expect((await generator.synthesize(conditions)).image).toEqual(first.image);
    const tapped = await generator.synthesize(conditions, { taps: (name) => name === "fc" });
    expect(tapped.taps.has("fc")).toBe(true);
    await generator.dispose();
    await network.close();
    expect(await store.tidy(0)).toHaveLength(1);
  });

  test("leaves nothing in the folder for temporary files, with a cache and without", async () => {
    const folder = emptyCache();
    await paint(folder, clade);
    await paint(folder, clade);
    await paint(folder, clade, { options: { cache: "off" } });
    expect(ownScratchFolders()).toEqual([]);
    renameSync(folder, `${folder}-moved`); // nothing is open or by absolute path
    expect((await paint(`${folder}-moved`, clade)).done).toEqual(LATER);
  });
});
