/**
 * What single layers of SEAN make of style codes, from the parameters in the checkpoint: for the analysis, which wants rows
 * with nothing folded in.
 *
 * @module
 */

import type { InferenceSession, Tensor } from "onnxruntime-node";
import { seanParameters } from "../../models/layer-parameters.ts";
import type { GeneratorNetwork } from "../../models/network.ts";
import type { NormLayer, SeanMethod } from "../../modulation/norm-layer.ts";
import type { SeanStyle } from "../../modulation/sean.ts";
import { times } from "../../modulation/sean-blend.ts";
import { sideBySide, toKernelLast } from "../tfjs/layout.ts";
import { STYLE, styleGraph } from "./modulation-graph.ts";
import { modelBytes } from "./proto.ts";
import { onnxRuntime, openSession } from "./session.ts";

/** A SEAN layer that has a style. */
export type StyledMethod = SeanMethod & { readonly styleLength: number };

export function isStyled(method: NormLayer["method"]): method is StyledMethod {
  return method.kind === "sean" && method.styleLength !== null;
}

interface Made {
  readonly codes: Float32Array;
  readonly table: Tensor;
}

/** Keeps what each layer made of the codes met last; of the parameters it keeps nothing: they would be a gigabyte. */
export class LayerStyles {
  readonly #network: GeneratorNetwork;
  readonly #threads: number | undefined;
  readonly #made = new Map<string, Made>();
  #session: Promise<InferenceSession> | null = null;

  constructor(network: GeneratorNetwork, threads: number | undefined) {
    this.#network = network;
    this.#threads = threads;
  }

  /**
   * The table that `rowsGraph` takes, [9 (K + 1), 2C].
   *
   * @param codes Of one picture; [K, S].
   */
  async table(layer: NormLayer, method: StyledMethod, codes: Float32Array): Promise<Tensor> {
    const known = this.#made.get(layer.name);
    if (known?.codes.every((value, i) => value === codes[i])) return known.table;
    const { style } = await seanParameters(this.#network, layer);
    const table = await this.#make(style as SeanStyle, method, codes, layer.channels);
    this.#made.set(layer.name, { codes: codes.slice(), table });
    return table;
  }

  async release(): Promise<void> {
    const session = this.#session;
    this.#session = null;
    this.#made.clear();
    await (await session?.catch(() => null))?.release();
  }

  async #make(
    { regions, gamma, beta, blend }: SeanStyle,
    method: StyledMethod,
    codes: Float32Array,
    channels: number,
  ): Promise<Tensor> {
    const { Tensor } = await onnxRuntime();
    const { classes: K, styleLength: S } = method;
    const both = sideBySide(times(gamma.weight, blend.gamma), times(beta.weight, blend.beta));
    const kernel = toKernelLast(both, 2 * channels, S, 3);
    const session = await this.#open(method);
    const results = await session.run({
      [STYLE.codes]: new Tensor("float32", codes, [1, K, S]),
      [STYLE.regions]: new Tensor("float32", regions.weight, [K, S, S]),
      [STYLE.regionBias]: new Tensor("float32", regions.bias, [K, S, 1]),
      [STYLE.kernel]: new Tensor("float32", kernel, [9, S, 2 * channels]),
    });
    return results[STYLE.table];
  }

  #open(method: StyledMethod): Promise<InferenceSession> {
    this.#session ??= (async () => {
      const model = await modelBytes(styleGraph(method));
      return openSession(model, { threads: this.#threads, spinning: false });
    })();
    this.#session.catch(() => {
      this.#session = null;
    });
    return this.#session;
  }
}
