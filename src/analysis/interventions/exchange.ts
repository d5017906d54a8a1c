/**
 * The modulation of one network in another: "whose are the borders, the modulation's or the convolutions'?"
 *
 * @module
 */

import type { LayerModulations } from "../../engines/modulations.ts";
import { ModelError } from "../../errors.ts";
import type { GeneratorNetwork } from "../../models/network.ts";
import { conditionsAt } from "../../modulation/conditions.ts";
import { appendedChannels, type NormLayer } from "../../modulation/norm-layer.ts";
import { resolveLayer } from "../names.ts";
import { checkModulations } from "./check-modulations.ts";
import { exactModulation } from "./exact-modulation.ts";
import type { Apply } from "./exact-source.ts";
import { blendedModulations, withClasses } from "./pairs.ts";
import { checkedOptions, SELECTION_NAMES, type Selection, selectedOf } from "./selection.ts";
import { settledSource } from "./styles.ts";

/** The one intervention that is no plain data: it holds another network's modulations. */
export interface Exchange extends Selection {
  readonly kind: "exchange";
  readonly by: LayerModulations;
}

/**
 * Scale and shift of another network, of any method, in layers of the same place, channels and classes. The network that
 * paints keeps its convolutions, its statistics for x̂, and the channel that it appends for instance edges. The conditions
 * must have what the other network needs as well: positional maps, edges, style codes (without them it has its own,
 * which restyles that follow change).
 *
 * @param by What `openModulations(other)` gives; open as long as it is painted with.
 */
export function exchangeModulation(by: LayerModulations, selection: Selection = {}): Exchange {
  checkModulations(by, "exchangeModulation");
  return {
    kind: "exchange",
    by,
    ...checkedOptions("exchangeModulation", selection, SELECTION_NAMES),
  };
}

export const applyExchange: Apply<Exchange> = (exchange, { network, where }, before) => {
  const { by } = exchange;
  const selected = selectedOf(network, exchange, where);
  checkAlike(network, by.network, exchange, where);
  const { classes, channels, part = "both" } = exchange;
  const source = settledSource(by);
  const whole = classes === undefined && channels === undefined && part === "both";
  return async (layer, conditions, size) => {
    const theirs = counterpart(by.network, layer.name, where);
    const { labels } = conditionsAt(conditions, size.height, size.width);
    const other = withClasses(exactModulation(await source(theirs, conditions, size)), labels);
    if (whole) {
      const { appended: _, ...rest } = other;
      if (appendedChannels(layer.method) === 0) return rest;
      const { appended } = await before(layer, conditions, size);
      return { ...rest, ...(appended && { appended }) };
    }
    const own = await before(layer, conditions, size);
    return blendedModulations(own, other, (at) =>
      Number(selected.part(at.part) && selected.class(at.class) && selected.channel(at.channel)),
    );
  };
};

/** The layer of the same place: SEAN's are called "ace", those of other methods "norm". */
function counterpart({ layers }: GeneratorNetwork, name: string, where: string): NormLayer {
  const alike = name.replace(/\.(?:ace|norm)_/, ".");
  const found = layers.find((layer) => layer.name.replace(/\.(?:ace|norm)_/, ".") === alike);
  return found ?? resolveLayer(layers, name, where);
}

function checkAlike(
  own: GeneratorNetwork,
  other: GeneratorNetwork,
  { layers }: Selection,
  where: string,
): void {
  const [k, l] = [own.config.method.classes, other.config.method.classes];
  const at = `${where}: ${other.where}`;
  if (k !== l) {
    throw new ModelError({
      what: "the networks have different classes",
      where: at,
      expected: `${k} classes, as ${own.where} has`,
      got: `${l}`,
      hint: "exchange the modulation of networks that were trained on the same labels",
    });
  }
  for (const { name, channels } of own.layers) {
    if (layers !== undefined && !layers.includes(name)) continue;
    const theirs = counterpart(other, name, at);
    if (theirs.channels === channels) continue;
    throw new ModelError({
      what: "a layer has another number of channels",
      where: `${at}: ${name}`,
      expected: `${channels}, as in ${own.where}`,
      got: `${theirs.channels}`,
      hint: "exchange the modulation of networks of the same width (ngf), or of layers that agree",
    });
  }
}
