/**
 * The label part of a SEAN layer, SPADE's or a bank, as rows of a table take it.
 *
 * @module
 */

import type { NormLayer, SeanMethod } from "../modulation/norm-layer.ts";
import { blendedSpade } from "../modulation/sean-blend.ts";
import { threeByThree } from "../modulation/sean-label-part.ts";
import type { SpadeParameters } from "../modulation/spade.ts";
import { seanBlend, seanLabels } from "./layer-parameters.ts";
import type { ParameterStore } from "./network.ts";

/** With 3×3 kernels and, where the layer has a style, blended: times 1 − α, with the biases of both parts. */
export async function blendedSpadeParameters(
  store: ParameterStore,
  { name }: Pick<NormLayer, "name">,
  method: SeanMethod,
): Promise<SpadeParameters> {
  const spade = await seanLabels(store, name, method);
  const { parameters } = threeByThree(spade, method);
  if (method.styleLength === null) return parameters;
  return blendedSpade(parameters, {
    blend: await seanBlend(store, name),
    gamma: { bias: await store.parameter(`${name}.conv_gamma.bias`) },
    beta: { bias: await store.parameter(`${name}.conv_beta.bias`) },
  });
}
