/**
 * The label maps of the bench as files that our program and PyTorch's read alike.
 *
 * @module
 */

import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { instanceEdges } from "../../src/labels/instance-edges.ts";
import { decodeLabelPng } from "../../src/labels/label-png.ts";
import { resizeNearest } from "../../src/labels/nearest.ts";
import type { Upsampling } from "../../src/models/generator-config.ts";
import { seededUniform } from "../../src/models/latent.ts";
import { resizePositionalMap } from "../../src/positions/given-map.ts";
import { positionalMap } from "../../src/positions/positional-map.ts";

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

export interface Wanted {
  readonly height: number;
  readonly width: number;
  readonly upsampling: Upsampling;
  readonly edges: boolean;
  readonly positional: boolean;
}

/**
 * Writes every label map of `maps`, and one that is hard, into `folder`.
 *
 * @returns The path of the JSON file that describes them.
 */
export function writeInputs(maps: string, folder: string, wanted: Wanted): string {
  mkdirSync(folder, { recursive: true });
  const { height, width, upsampling, edges, positional } = wanted;
  const named = readdirSync(maps)
    .filter((name) => name.endsWith(".png"))
    .sort()
    .map((name) => ({
      name: name.replace(".png", ""),
      rows: renumbered(join(maps, name), wanted),
    }));
  const all = [...named, { name: "hard", rows: hard(wanted) }];
  const written = all.map(({ name, rows }) => {
    const write = (what: string, data: Int32Array | Uint8Array | Float32Array) => {
      const path = join(folder, `${name}.${what}`);
      writeFileSync(path, new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
      return path;
    };
    const map = () =>
      resizePositionalMap(positionalMap({ height, width, values: rows }), { height, width }).data;
    return {
      name,
      rows: write("rows", rows),
      ...(edges && { edges: write("edges", instanceEdges(rows, height, width)) }),
      ...(positional && { positions: write("positions", map()) }),
    };
  });
  const path = join(folder, "inputs.json");
  const inputs: Inputs = { height, width, upsampling, edges, maps: written };
  writeFileSync(path, JSON.stringify(inputs));
  return path;
}

/**
 * Classes of a file numbered 0 … n − 1 in order of value, so that a network of any number of rows takes them; nearest
 * resized by Pillow's rule.
 */
function renumbered(path: string, size: Wanted): Int32Array {
  const raw = decodeLabelPng(readFileSync(path), path);
  const known = [...new Set(raw.values)].sort((a, b) => a - b);
  const rows = Int32Array.from(raw.values, (value) => known.indexOf(value));
  return resizeNearest(rows, raw, size, "pil") as Int32Array;
}

/** 28 classes with wavy borders and specks: many neighbourhoods. */
function hard({ height, width }: Wanted): Int32Array {
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
