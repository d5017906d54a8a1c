/**
 * Whether interventions fit their networks, from what the heads of the files say: told before styles, label maps and
 * parameters are read.
 *
 * @module
 */

import { intervenedModulations } from "../../analysis/interventions/intervened-modulations.ts";
import type { Intervention } from "../../analysis/interventions/intervention.ts";
import type { PlainIntervention } from "../../analysis/interventions/parse-interventions.ts";
import type { LayerModulations } from "../../engines/modulations.ts";
import { EngineError } from "../../errors.ts";
import type { GeneratorNetwork } from "../../models/network.ts";
import type { NormLayer } from "../../modulation/norm-layer.ts";
import type { CodeFiles } from "../restyle-codes.ts";

/**
 * @param others The networks of exchanges, by path.
 * @param codeFiles Codes that are read later.
 * @throws LabelError, ModelError or EngineError that names the intervention.
 */
export function checkFits(
  network: GeneratorNetwork,
  plain: readonly PlainIntervention[],
  others: ReadonlyMap<string, GeneratorNetwork>,
  codeFiles: CodeFiles,
): void {
  const interventions = plain.map((one, i): Intervention => {
    if (one.kind === "exchange") {
      return { ...one, by: unread(others.get(one.by) as GeneratorNetwork) };
    }
    if (one.kind !== "restyle") return one;
    const codes = one.codes.map((entry, j) =>
      codeFiles.has(`${i} ${j}`) ? { ...entry, code: zeros(network) } : entry,
    );
    return { ...one, codes };
  });
  intervenedModulations(unread(network), interventions);
  checkPositions(network, interventions);
}

/** Modulations that know their network and are never asked for a row. */
function unread(network: GeneratorNetwork): LayerModulations {
  const source = () => Promise.reject(new Error(`${network.where} is not read yet`));
  return { network, engine: "none", source, dispose: () => {} };
}

/** A code of the right length. */
function zeros({ config: { method } }: GeneratorNetwork): number[] {
  return new Array<number>((method.kind === "sean" && method.styleLength) || 1).fill(0);
}

/** Positional factors are the network's own, or come from another by an exchange before. */
function checkPositions(network: GeneratorNetwork, interventions: readonly Intervention[]): void {
  for (const [i, one] of interventions.entries()) {
    if (one.kind !== "scale-positions") continue;
    const exchanged = interventions
      .slice(0, i)
      .some((other) => other.kind === "exchange" && other.by.network.layers.some(isPositional));
    if (exchanged) continue;
    const lacking = network.layers.find(
      (layer) => !isPositional(layer) && (one.layers?.includes(layer.name) ?? true),
    );
    if (lacking === undefined) continue;
    throw new EngineError({
      what: "there are no positional factors to scale",
      where: `intervention ${i + 1}, scale-positions: ${lacking.name} of ${network.where}`,
      expected: "a CLADE-ICPE network, or an exchange with one before",
      got: network.kind,
      hint: "scale, keep-variation and relabel do without positions",
    });
  }
}

function isPositional({ method }: NormLayer): boolean {
  return method.kind === "clade" && method.positional;
}
