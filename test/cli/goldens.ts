/** The inputs of a golden as files that the command line takes. */

import { mkdtempSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { encodeNpy } from "../../src/checkpoint/npy.ts";
import { openCheckpoint } from "../../src/checkpoint/open-checkpoint.ts";
import { readFloat32 } from "../../src/checkpoint/state-dict.ts";
import { type Golden, goldensWith } from "../support/goldens.ts";

/** A golden of test/goldens or CLADESCOPE_GOLDENS by name: "tiny/clade". */
export function golden(name: string): Golden {
  const found = goldensWith("net_G.pth").find((one) => one.name === name);
  if (found === undefined) throw new Error(`there is no golden ${name}`);
  return found;
}

export interface GoldenFiles {
  /** A folder of their own, for outputs as well. */
  readonly folder: string;
  readonly checkpoint: string;
  readonly options: string;
  readonly labels: string;

  /** The options for instance map, positional map, latent code and style, as far as the reference run had them. */
  readonly companions: readonly string[];
  readonly expected: ReadonlyMap<string, Float32Array>;
}

/** Writes label map, instance map, positional map and latent code of a golden as .npy into a new folder in `parent`. */
export async function goldenFiles({ folder }: Golden, parent: string): Promise<GoldenFiles> {
  const into = mkdtempSync(join(parent, "golden-"));
  const stateDict = await openCheckpoint(join(folder, "expected.safetensors"));
  const expected = new Map<string, Float32Array>();
  for (const name of stateDict.tensors.keys()) {
    expected.set(name, await readFloat32(stateDict, name));
  }
  const written = async (name: string) => {
    const path = join(into, `${name}.npy`);
    writeFileSync(path, encodeNpy(await stateDict.read(name)));
    return path;
  };
  const companions: string[] = [];
  for (const [option, name] of [
    ["--instances", "instance"],
    ["--positions", "dist"],
    ["--z", "z"],
  ]) {
    if (stateDict.tensors.has(name)) companions.push(option, await written(name));
  }
  const labels = await written("label");
  if (stateDict.tensors.has("style_codes")) {
    companions.push("--style", await written("image"), "--style-labels", labels); // SEAN reconstructs
  }
  await stateDict.close();
  return {
    folder: into,
    checkpoint: join(folder, "net_G.pth"),
    options: join(folder, "opt.json"),
    labels,
    companions,
    expected,
  };
}
