/**
 * Metadata of a converted network: what keys cannot tell stays as it was.
 *
 * @module
 */

import type { GeneratorNetwork } from "../../models/network.ts";

/**
 * @param normMode Of the released options; SEAN's name none.
 * @param how Which conversion it was, in words.
 */
export function convertedMetadata(
  network: GeneratorNetwork,
  normMode: "clade" | "spade",
  how: string,
): Map<string, string> {
  const { config, labelSet, metadata, dontCareRow, cropSize, aspectRatio } = network;
  const { method, ngf, upsampling, latent } = config;
  const dontCare = dontCareRow === method.classes - 1;
  const options = {
    norm_mode: normMode,
    add_dist: false,
    ngf,
    ...(cropSize !== null && { crop_size: cropSize }),
    aspect_ratio: aspectRatio,
    num_upsampling_layers: upsampling,
    use_vae: latent !== null,
    ...(latent && { z_dim: latent.zDim }),
    label_nc: method.classes - (dontCare ? 1 : 0),
    contain_dontcare_label: dontCare,
    no_instance: !method.instanceEdges,
  };
  const named = metadata.get("label_set") ?? labelSet?.name;
  return new Map([
    ...metadata,
    ["format", "pt"],
    ...(named === undefined ? [] : [["label_set", named] as const]),
    ["options", JSON.stringify(options)],
    ["converted", how],
  ]);
}
