/** The files in test/goldens/checkpoint and what Python says is in them. */

import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { DType } from "../../src/checkpoint/dtype.ts";
import type { StateDict } from "../../src/checkpoint/state-dict.ts";
import type { Tensor } from "../../src/checkpoint/tensor.ts";

export interface ExpectedTensor {
  dtype: DType;
  shape: number[];
  values: (number | string)[];
}

export function goldenPath(name: string): string {
  return fileURLToPath(new URL(`../goldens/checkpoint/${name}`, import.meta.url));
}

export function goldenBytes(name: string): Uint8Array {
  return new Uint8Array(readFileSync(goldenPath(name)));
}

/** By file name, then by tensor name; the only tensor of an `.npy` file has the name "". */
export const expectedTensors: Record<string, Record<string, ExpectedTensor>> = JSON.parse(
  readFileSync(goldenPath("expected.json"), "utf8"),
);

/** A tensor in the form of expected.json. */
export function described({ dtype, shape, data }: Tensor): ExpectedTensor {
  return {
    dtype,
    shape: [...shape],
    values: Array.from<number | bigint, number | string>(data, plain),
  };
}

/** Every tensor of a checkpoint in the form of expected.json, in file order. */
export async function describedAll(
  stateDict: StateDict,
): Promise<[name: string, tensor: ExpectedTensor][]> {
  const all: [string, ExpectedTensor][] = [];
  for (const name of stateDict.tensors.keys()) {
    all.push([name, described(await stateDict.read(name))]);
  }
  return all;
}

/** As Python writes what JSON cannot hold. */
function plain(value: number | bigint): number | string {
  const number = Number(value);
  if (typeof value === "bigint") return Number.isSafeInteger(number) ? number : `${value}`;
  if (Number.isNaN(number)) return "nan";
  return Number.isFinite(number) ? number : number > 0 ? "inf" : "-inf";
}
