/**
 * A SPADE generator as a CLADE, in closed form, without training: each layer's two convolutions become the bank of what
 * they give inside a region (spade-interior.ts). The pictures are those of SPADE wherever no border is near at any
 * resolution; for 1×1 kernels without an edge channel they are the same everywhere.
 *
 * With an edge channel the CLADE has one as well, as its released form does: `inst_conv` and the kernels' columns for
 * the appended channel are zero, so that edges reach the picture by `fc` alone.
 *
 * @module
 */

import { type StateDict, stateDictOf } from "../../checkpoint/state-dict.ts";
import type { Tensor } from "../../checkpoint/tensor.ts";
import { EngineError, ModelError } from "../../errors.ts";
import { smallestSize } from "../../models/generator-config.ts";
import type { GeneratorNetwork } from "../../models/network.ts";
import type { ParameterSpec } from "../../models/parameters.ts";
import { generatorSteps } from "../../models/steps.ts";
import type { ClassBanks } from "../../modulation/modulation.ts";
import { openStatistics } from "../spatial/statistics.ts";
import { interiorBanks } from "./class-banks.ts";
import { convertedMetadata } from "./converted-metadata.ts";

/**
 * The state dict of the CLADE; `openNetwork` takes it, and `stateDictChunks` makes a safetensors file of it.
 *
 * @param banks Rows for every layer; default the closed form. Means over label maps are another choice.
 * @throws ModelError if `network` is no SPADE.
 */
export async function spadeToClade(
  network: GeneratorNetwork,
  banks?: ReadonlyMap<string, ClassBanks>,
): Promise<StateDict> {
  const { config, where, kind } = network;
  const { method } = config;
  if (method.kind !== "spade") {
    throw new ModelError({
      what: "only a SPADE generator can be turned into a CLADE",
      where,
      expected: "spade",
      got: kind,
      hint:
        kind === "sean"
          ? "seanToClade() gives SEAN banks in the place of its SPADE nets"
          : "CLADE networks have their banks already",
    });
  }
  const rows = banks ?? interiorBanks(await openStatistics(network));
  const { classes, instanceEdges } = method;
  const clade = {
    ...config,
    method: { kind: "clade", classes, instanceEdges, positional: false } as const,
  };
  const tensors = new Map<string, Tensor>();
  const put = (key: string, shape: readonly number[], data: Float32Array) =>
    tensors.set(key, { dtype: "float32", shape, data });
  for (const step of generatorSteps(clade, smallestSize(clade))) {
    for (const spec of step.parameters) {
      const { key, shape } = spec;
      if (step.kind === "modulate" && !key.includes(".param_free_norm.")) {
        put(key, shape, bankValues(spec, step.name, rows, where));
      } else if (network.has(key)) {
        put(key, shape, widened(await network.parameter(key), spec));
      }
      // PyTorch 0.4.0 kept the normalised weight instead of the vector v.
      const plain = key.replace(/_orig$/, "");
      if (plain !== key && !network.has(`${plain}_v`) && network.has(plain)) {
        put(plain, shape, widened(await network.parameter(plain), spec));
      }
    }
  }
  const metadata = convertedMetadata(
    network,
    "clade",
    "from SPADE, banks in the place of its convolutions",
  );
  return { ...stateDictOf(tensors, `${where} as CLADE`), metadata };
}

/** `class_specified_affine` from the rows; `inst_conv` is zero. */
function bankValues(
  { key, shape }: ParameterSpec,
  layer: string,
  banks: ReadonlyMap<string, ClassBanks>,
  where: string,
): Float32Array {
  if (key.includes(".inst_conv.")) return new Float32Array(1);
  const bank = banks.get(layer);
  const values = key.endsWith(".weight") ? bank?.scale.values : bank?.shift.values;
  if (values?.length === shape[0] * shape[1]) return values;
  throw new EngineError({
    what: `there is no bank for ${layer} that fits`,
    where,
    expected: `scale and shift, [${shape.join(", ")}] each`,
    got: values === undefined ? "none" : `${values.length} values`,
    hint: "take all layers into the statistics",
  });
}

/** A kernel with columns of zeros for input channels that SPADE does not have; its spectral vector v likewise. */
function widened(values: Float32Array, { shape }: ParameterSpec): Float32Array {
  const count = shape.reduce((a, b) => a * b, 1);
  if (values.length === count) return values;
  const out = new Float32Array(count);
  const rows = shape.length === 1 ? 1 : shape[0];
  const [from, to] = [values.length / rows, count / rows];
  for (let row = 0; row < rows; row++) {
    out.set(values.subarray(row * from, (row + 1) * from), row * to);
  }
  return out;
}
