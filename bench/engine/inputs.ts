/**
 * The label maps of the bench as files that our program and PyTorch's read alike.
 *
 * @module
 */

import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { instanceEdges } from "../../src/labels/instance-edges.ts";
import { toInstanceMap } from "../../src/labels/instance-map.ts";
import type { LabelMap, Size } from "../../src/labels/label-map.ts";
import { decodeLabelPng } from "../../src/labels/label-png.ts";
import { resizeNearest } from "../../src/labels/nearest.ts";
import type { Upsampling } from "../../src/models/generator-config.ts";
import { seededUniform } from "../../src/models/latent.ts";
import { resizePositionalMap } from "../../src/positions/given-map.ts";
import { positionalMap } from "../../src/positions/positional-map.ts";
import type { BenchNetwork } from "./networks.ts";

/** What a child process reads. */
export interface Inputs {
  readonly height: number;
  readonly width: number;
  readonly upsampling: Upsampling;

  /** Whether the network has an edge channel. */
  readonly edges: boolean;
  readonly maps: readonly {
    readonly name: string;

    /** int32 [height, width]: bank rows. */
    readonly rows: string;

    /** uint8 [height, width]. */
    readonly edges?: string;

    /** float32 [2, height, width]. */
    readonly positions?: string;
  }[];
}

/** A label map as its file has it, classes numbered 0 … n − 1, so that a network of any number of rows takes them. */
export interface BenchMap extends LabelMap {
  readonly name: string;

  /** How many classes there are. */
  readonly classes: number;

  /** Instance ids, [height * width]; without them, edges are borders of classes. */
  readonly ids?: Int32Array;
}

/** The name of the label map that `writeInputs` adds. */
export const HARD = "hard";

const INSTANCES = ".instances.png";

/**
 * Every label map of `folders`, with its instance map: `X.instances.png` beside `X.png`, else `X.png` in one of `instances`.
 *
 * @throws Error for a folder that has none, for two label maps of one name; LabelError for a file that is no label map
 *   or an instance map of another size.
 */
export function readMaps(folders: readonly string[], instances: readonly string[]): BenchMap[] {
  for (const folder of [...folders, ...instances]) {
    if (!existsSync(folder)) throw new Error(`no folder ${folder}`);
  }
  const maps = folders.flatMap((folder) => {
    const names = pngs(folder).filter((name) => !name.endsWith(INSTANCES));
    if (names.length === 0) throw new Error(`no label map (*.png) in ${folder}`);
    return names.map((name) => {
      const beside = join(folder, name.replace(/\.png$/, INSTANCES));
      const ids = [beside, ...instances.map((other) => join(other, name))].find(existsSync);
      return readMap(join(folder, name), ids);
    });
  });
  const names = [...maps.map(({ name }) => name), HARD];
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) throw new Error(`two label maps are called ${twice}`);
  for (const folder of instances) {
    const fits = pngs(folder).some((name) => names.includes(basename(name, ".png")));
    if (!fits) throw new Error(`no file in ${folder} has the name of a label map`);
  }
  return maps;
}

function readMap(path: string, instances: string | undefined): BenchMap {
  const { height, width, values } = decodeLabelPng(readFileSync(path), path);
  const known = [...new Set(values)].sort((a, b) => a - b);
  const numbers = new Map(known.map((value, i) => [value, i]));
  const rows = values.map((value) => numbers.get(value) as number);
  const map = { name: basename(path, ".png"), height, width, rows, classes: known.length };
  if (instances === undefined) return map;
  const raw = decodeLabelPng(readFileSync(instances), instances);
  return { ...map, ids: toInstanceMap(raw, map).ids };
}

function pngs(folder: string): string[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith(".png"))
    .sort();
}

/** @throws Error where a label map has more classes than the network. */
export function checkClasses(maps: readonly BenchMap[], name: string, network: BenchNetwork): void {
  const { classes } = network.spec;
  const large = maps.find((map) => map.classes > classes);
  if (large === undefined) return;
  throw new Error(`${large.name} has ${large.classes} classes, ${name} takes ${classes}`);
}

/**
 * Writes `maps` at the network's size (nearest, by Pillow's rule), and last one that is hard, into `folder`.
 *
 * @returns The path of the JSON file that describes them.
 */
export function writeInputs(maps: readonly BenchMap[], folder: string, to: BenchNetwork): string {
  mkdirSync(folder, { recursive: true });
  const { height, width, spec } = to;
  const resized = maps.map((map) => ({
    name: map.name,
    rows: resizeNearest(map.rows, map, to, "pil"),
    ids: map.ids && resizeNearest(map.ids, map, to, "pil"),
  }));
  const all = [...resized, { name: HARD, rows: hard(to), ids: undefined }];
  const written = all.map(({ name, rows, ids }) => {
    const write = (what: string, data: Int32Array | Uint8Array | Float32Array) => {
      const path = join(folder, `${name}.${what}`);
      writeFileSync(path, new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
      return path;
    };
    const edges = () => instanceEdges(ids ?? rows, height, width);
    const positions = () =>
      resizePositionalMap(positionalMap({ height, width, values: rows }), { height, width }).data;
    return {
      name,
      rows: write("rows", rows),
      ...(spec.edges === 1 && { edges: write("edges", edges()) }),
      ...(spec.positional && { positions: write("positions", positions()) }),
    };
  });
  const path = join(folder, "inputs.json");
  const { upsampling } = spec;
  const inputs: Inputs = { height, width, upsampling, edges: spec.edges === 1, maps: written };
  writeFileSync(path, JSON.stringify(inputs));
  return path;
}

/**
 * Writes a description of `count` of the label maps: the first, the last, and what lies evenly between.
 *
 * @returns The path of the JSON file.
 */
export function writeSome(inputs: string, path: string, count: number): string {
  const all = JSON.parse(readFileSync(inputs, "utf8")) as Inputs;
  const last = all.maps.length - 1;
  const indices = Array.from({ length: count }, (_, i) =>
    Math.round((last * i) / (count - 1 || 1)),
  );
  const maps = [...new Set(indices)].map((i) => all.maps[i]);
  writeFileSync(path, JSON.stringify({ ...all, maps }));
  return path;
}

/** 28 classes with wavy borders and specks: many neighbourhoods. */
function hard({ height, width }: Size): Int32Array {
  const random = seededUniform(5);
  const waves = Array.from({ length: 28 }, () => Array.from({ length: 4 }, () => random() * 2 - 1));
  const rows = new Int32Array(height * width);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      let [best, most] = [0, Number.NEGATIVE_INFINITY];
      for (const [k, [a, b, c, d]] of waves.entries()) {
        const [u, v] = [x / width, y / height];
        const value =
          Math.sin(9 * a * u + 7 * b * v + 6 * c) + 0.6 * Math.sin(40 * (d * u - a * v)) + 0.3 * d;
        if (value > most) [best, most] = [k, value];
      }
      rows[y * width + x] = random() < 0.004 ? Math.floor(random() * 28) : best;
    }
  }
  return rows;
}
