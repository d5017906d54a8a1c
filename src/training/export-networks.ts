/**
 * Trained networks as others read them: in memory for pictures and analysis, and as files in the released layout.
 *
 * @module
 */

import { writeFileAtomically } from "../checkpoint/atomic-file.ts";
import type { DType } from "../checkpoint/dtype.ts";
import { type SafetensorsEntry, writeSafetensors } from "../checkpoint/safetensors.ts";
import { stateDictOf } from "../checkpoint/state-dict.ts";
import { labelSetNames } from "../labels/built-in.ts";
import type { LabelSet } from "../labels/label-set.ts";
import { methodName } from "../models/generator-config.ts";
import { asGenerator, type GeneratorNetwork, networkOf } from "../models/network.ts";
import { parseReleasedOptions } from "../models/released-options.ts";
import type { Part, Parts } from "./networks.ts";
import type { TrainingConfig } from "./training-config.ts";

/** The generator as it is now, in memory, for inference: running statistics instead of the batch's. */
export async function trainedGenerator(
  config: TrainingConfig,
  parts: Parts,
  labelSet: LabelSet,
): Promise<GeneratorNetwork> {
  const stateDict = stateDictOf(await parts.G.network.tensors(), "the network in training");
  const options = parseReleasedOptions(releasedOptions(config, labelSet), "training");
  return asGenerator(networkOf(stateDict, { labelSet, options }));
}

export interface ExportOptions {
  /** More metadata, by key. */
  readonly metadata?: Iterable<readonly [string, string]>;

  /** Element type of learned parameters; statistics and spectral vectors stay float32. Default float32. */
  readonly dtype?: Extract<DType, "float32" | "float16">;
}

/**
 * Writes one network in the released key layout; `torch.load_state_dict` takes the tensors as they are.
 *
 * @throws CheckpointError if the file cannot be written.
 */
export async function exportNetwork(
  path: string,
  part: Part,
  config: TrainingConfig,
  parts: Parts,
  labelSet: LabelSet,
  { metadata = [], dtype = "float32" }: ExportOptions = {},
): Promise<void> {
  const trained = parts[part];
  if (trained === null) return;
  const learned = new Set(trained.network.layout.parameters.map(({ key }) => key));
  const entries: SafetensorsEntry[] = [];
  for (const [key, tensor] of await trained.network.tensors()) {
    entries.push({ name: key, ...tensor, ...(learned.has(key) && { dtype }) });
  }
  const named = labelSetNames.some((name) => name === labelSet.name);
  await writeFileAtomically(
    path,
    writeSafetensors(entries, [
      ["format", "pt"],
      ...(named ? [["label_set", labelSet.name] as const] : []),
      ["options", JSON.stringify(releasedOptions(config, labelSet))],
      ...metadata,
    ]),
  );
}

/** The configuration in the released code's option names, for what keys cannot tell. */
function releasedOptions(
  { generator, size }: TrainingConfig,
  labelSet: LabelSet,
): Record<string, string | number | boolean> {
  const { method, ngf, upsampling, latent } = generator;
  const dontCare = labelSet.dontCareRow !== null && labelSet.dontCareRow !== undefined;
  const last = labelSet.dontCareRow === method.classes - 1;
  return {
    // SEAN's released options name no mode; its keys tell.
    norm_mode: method.kind === "clade" ? "clade" : "spade",
    add_dist: methodName(method) === "clade-icpe",
    ngf,
    crop_size: size.width,
    aspect_ratio: size.width / size.height,
    num_upsampling_layers: upsampling,
    use_vae: latent !== null,
    ...(latent && { z_dim: latent.zDim }),
    ...(dontCare && last
      ? { label_nc: method.classes - 1, contain_dontcare_label: true }
      : { label_nc: method.classes, contain_dontcare_label: false }),
    no_instance: !method.instanceEdges,
  };
}
