/** Folders of reference outputs: those in test/goldens, and those in the folder that CLADESCOPE_GOLDENS names. */

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { openCheckpoint } from "../../src/checkpoint/open-checkpoint.ts";
import { readFloat32 } from "../../src/checkpoint/state-dict.ts";
import { instanceEdges } from "../../src/labels/instance-edges.ts";
import { asGenerator, type GeneratorNetwork } from "../../src/models/network.ts";
import { openNetwork } from "../../src/models/open-network.ts";
import { parseReleasedOptions } from "../../src/models/released-options.ts";
import { type Conditions, conditionsOf } from "../../src/modulation/conditions.ts";
import { type StyleCodes, styleCodesOf } from "../../src/modulation/style-codes.ts";

const GOLDENS = join(dirname(fileURLToPath(import.meta.url)), "../goldens");
const OWN = [join(GOLDENS, "tiny"), join(GOLDENS, "networks")];

export interface Golden {
  readonly name: string;
  readonly folder: string;
}

/** The generator of a folder, with its options. */
export async function openGolden({ folder }: Golden): Promise<GeneratorNetwork> {
  const path = join(folder, "opt.json");
  const options = parseReleasedOptions(JSON.parse(readFileSync(path, "utf8")), path);
  return asGenerator(await openNetwork(join(folder, "net_G.pth"), { options }));
}

/** Golden folders that hold `file` beside expected.safetensors. */
export function goldensWith(file: string): Golden[] {
  const more = process.env.CLADESCOPE_GOLDENS || undefined; // empty counts as unset
  const roots = more === undefined ? OWN : [...OWN, more];
  return roots.flatMap((root) => find(root, file)).sort((a, b) => a.name.localeCompare(b.name));
}

function find(root: string, file: string): Golden[] {
  return readdirSync(root, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap((entry): Golden[] => {
      const folder = join(root, entry.name);
      const name = `${basename(root)}/${entry.name}`;
      if (!existsSync(join(folder, "expected.safetensors"))) return find(folder, file);
      return existsSync(join(folder, file)) ? [{ name, folder }] : [];
    });
}

/** The reference outputs, with what the tests need of them. */
export class Expected {
  readonly #tensors: ReadonlyMap<string, { shape: readonly number[]; values: Float32Array }>;

  private constructor(tensors: Map<string, { shape: readonly number[]; values: Float32Array }>) {
    this.#tensors = tensors;
  }

  static async open({ folder }: Golden): Promise<Expected> {
    const stateDict = await openCheckpoint(join(folder, "expected.safetensors"));
    const tensors = new Map<string, { shape: readonly number[]; values: Float32Array }>();
    for (const [name, { shape }] of stateDict.tensors) {
      tensors.set(name, { shape, values: await readFloat32(stateDict, name) });
    }
    await stateDict.close();
    return new Expected(tensors);
  }

  get names(): string[] {
    return [...this.#tensors.keys()];
  }

  has(name: string): boolean {
    return this.#tensors.has(name);
  }

  shape(name: string): readonly number[] {
    return this.#tensors.get(name)?.shape ?? [];
  }

  values(name: string): Float32Array {
    const tensor = this.#tensors.get(name);
    if (tensor === undefined) throw new Error(`no ${name} in ${this.names.join(", ")}`);
    return tensor.values;
  }

  /** SEAN's style codes of the reference run. */
  styles(): StyleCodes | undefined {
    if (!this.has("style_codes")) return undefined;
    const [, regions, length] = this.shape("style_codes");
    return styleCodesOf(this.values("style_codes"), regions, length, "style_codes");
  }

  /** The inputs of the reference run, at the network's output size. */
  conditions(): Conditions {
    const [, , height, width] = this.shape("label");
    const integers = (name: string) => Int32Array.from(this.values(name));
    return conditionsOf({
      labels: { height, width, rows: integers("label") },
      edges: this.has("instance") ? instanceEdges(integers("instance"), height, width) : undefined,
      positions: this.has("dist") ? { height, width, data: this.values("dist") } : undefined,
      z: this.has("z") ? this.values("z") : undefined,
      styles: this.styles(),
    });
  }
}
