/**
 * Label, instance and positional maps and latent codes from files (Node only).
 *
 * @module
 */

import { NPY_MAGIC, readNpy } from "../checkpoint/npy.ts";
import { bytesSource } from "../checkpoint/source.ts";
import type { Tensor } from "../checkpoint/tensor.ts";
import { EngineError } from "../errors.ts";
import { toInstanceMap } from "../labels/instance-map.ts";
import { labelsFromArray } from "../labels/label-array.ts";
import type { InstanceMap, RawLabels, Size } from "../labels/label-map.ts";
import { decodeLabelPng } from "../labels/label-png.ts";
import { readBytes } from "../labels/read-bytes.ts";

/** A label map or instance map from PNG or .npy, told apart by content. */
export async function readLabels(path: string): Promise<RawLabels> {
  const bytes = await readBytes(path);
  if (!isNpy(bytes)) return decodeLabelPng(bytes, path);
  return labelsFromArray(await readNpy(bytesSource(bytes, path)), path);
}

/** @param labels The label map it belongs to, of the same size. */
export async function readInstances(path: string, labels: Size): Promise<InstanceMap> {
  return toInstanceMap(await readLabels(path), labels);
}

/** An array from .npy. */
export async function readArray(path: string): Promise<Tensor> {
  const bytes = await readBytes(path);
  return readNpy(bytesSource(bytes, path));
}

/** A latent code: float32 [zDim], leading axes of length one accepted. */
export async function readLatent(path: string, zDim: number): Promise<Float32Array> {
  const { shape, data } = await readArray(path);
  const flat = shape.slice(0, -1).every((size) => size === 1) && shape.at(-1) === zDim;
  const z = Float32Array.from(data as ArrayLike<number | bigint>, Number);
  if (flat && z.every(Number.isFinite)) return z;
  throw new EngineError({
    what: "the latent code does not fit the network",
    where: path,
    expected: `${zDim} finite numbers`,
    got: flat ? "some that are not finite" : `an array of shape [${shape.join(", ")}]`,
    hint: "--seed N draws one; z of the released code fits as it is, saved with numpy.save()",
  });
}

export function isNpy(bytes: Uint8Array): boolean {
  return NPY_MAGIC.every((byte, i) => bytes[i] === byte);
}
