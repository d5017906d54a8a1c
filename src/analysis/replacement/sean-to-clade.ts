/**
 * A SEAN generator with CLADE banks in the place of its SPADE nets, in closed form, without training: each layer's two
 * convolutions of the label map become the bank of what they give inside a region (spade-interior.ts). Styles, blending,
 * noise and the rest stay as they are. Exact wherever no border is near, and everywhere for 1×1 nets.
 *
 * CLADE is meant to go into other SPADE-based methods in this way (arXiv 2012.04644, abstract); the authors released no
 * such network, so the key layout is cladescope's own: see `SeanMethod` and models/parameters.ts.
 *
 * @module
 */

import { type StateDict, stateDictOf } from "../../checkpoint/state-dict.ts";
import type { Tensor } from "../../checkpoint/tensor.ts";
import { ModelError } from "../../errors.ts";
import { withBanks } from "../../models/generator-config.ts";
import { seanParameters } from "../../models/layer-parameters.ts";
import type { GeneratorNetwork } from "../../models/network.ts";
import { networkSteps } from "../../models/steps.ts";
import type { NormLayer } from "../../modulation/norm-layer.ts";
import { seanInterior } from "../../modulation/sean-interior.ts";
import { convertedMetadata } from "./converted-metadata.ts";

/**
 * The state dict of the network with banks; `openNetwork` takes it, and `stateDictChunks` makes a safetensors file of it.
 *
 * @throws ModelError if `network` is no SEAN, or has banks already.
 */
export async function seanToClade(network: GeneratorNetwork): Promise<StateDict> {
  const { config, styleEncoder, where, kind } = network;
  if (config.method.kind !== "sean" || config.method.labels === "clade") {
    throw new ModelError({
      what: "only a SEAN generator with SPADE nets can be given banks in their place",
      where,
      expected: "sean",
      got: kind,
      hint: kind === "spade" ? "spadeToClade() turns a SPADE into a CLADE" : "leave it as it is",
    });
  }
  const layers = new Map(network.layers.map((layer) => [layer.name, layer]));
  const tensors = new Map<string, Tensor>();
  const put = (key: string, shape: readonly number[], data: Float32Array) =>
    tensors.set(key, { dtype: "float32", shape, data });
  const made = { network: "generator", config: withBanks(config), styleEncoder } as const;
  for (const step of networkSteps(made)) {
    const layer = step.kind === "modulate" ? layers.get(step.name) : undefined;
    const bank = layer && (await labelBank(network, layer));
    for (const { key, shape } of step.parameters) {
      if (bank && key.endsWith(".class_specified_affine.weight")) put(key, shape, bank.gamma);
      else if (bank && key.endsWith(".class_specified_affine.bias")) put(key, shape, bank.beta);
      else if (network.has(key)) put(key, shape, await network.parameter(key));
      // PyTorch 0.4.0 kept the normalised weight instead of the vector v.
      const plain = key.replace(/_orig$/, "");
      if (plain !== key && !network.has(`${plain}_v`) && network.has(plain)) {
        put(plain, shape, await network.parameter(plain));
      }
    }
  }
  const how = "from SEAN, banks in the place of its SPADE nets";
  const metadata = convertedMetadata(network, "spade", how);
  return { ...stateDictOf(tensors, `${where} with banks`), metadata };
}

/** γᵒ and βᵒ inside a region of each class, [classes, channels] each. */
async function labelBank(
  network: GeneratorNetwork,
  layer: NormLayer,
): Promise<{ gamma: Float32Array; beta: Float32Array }> {
  if (layer.method.kind !== "sean") throw new Error(`${layer.name} is no layer of SEAN`);
  const parameters = { ...(await seanParameters(network, layer)), style: null };
  const { gamma, shift } = seanInterior(
    parameters,
    layer.method,
    new Float32Array(0),
    layer.channels,
  );
  return { gamma: gamma.values, beta: shift.values };
}
