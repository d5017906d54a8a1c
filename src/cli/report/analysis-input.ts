/**
 * What the analysis of a report is made of, and how a figure comes onto the page.
 *
 * @module
 */

import type { ClassBank } from "../../analysis/classes/class-banks.ts";
import type { ModulationSource } from "../../engines/modulations.ts";
import type { ModulationsOptions } from "../../engines/open-modulations.ts";
import type { PaintingEngine } from "../../engines/synthesis.ts";
import type { Figure } from "../../figures/figure.ts";
import type { Provenance } from "../../figures/provenance.ts";
import type { InstanceMap, Size } from "../../labels/label-map.ts";
import type { GeneratorNetwork } from "../../models/network.ts";
import type { PictureInput } from "../../models/open-picture.ts";
import type { Conditions } from "../../modulation/conditions.ts";
import type { NormLayer } from "../../modulation/norm-layer.ts";
import { Html, html } from "./html.ts";
import type { Painted } from "./painted.ts";

export interface AnalysisInput {
  readonly network: GeneratorNetwork;
  readonly inputs: readonly PictureInput[];

  /** Of `inputs`, in their order. */
  readonly conditions: readonly Conditions[];

  /** Of the first label map; null without. */
  readonly instances: InstanceMap | null;

  /** Null where nothing can be painted. */
  readonly painter: Pick<PaintingEngine, "network" | "synthesize"> | null;

  /** Of every layer; none of SEAN without style codes. */
  readonly banks: readonly ClassBank[];

  /** What makes the modulations. */
  readonly engine: ModulationsOptions;

  /** What the painter made of the label maps, in their order; null where nothing can be painted. */
  readonly painted: Painted | null;
  readonly provenance: Provenance;
  readonly onProgress: (done: number, total: number, name: string) => void;
}

/** The same with what makes the modulations of the network's layers. */
export interface OpenedInput extends AnalysisInput {
  readonly modulations: ModulationSource;
}

/** SEAN without style codes: neither its parameters nor its pictures are settled. */
export function isUnstyled({ config, styles }: GeneratorNetwork): boolean {
  return config.method.kind === "sean" && styles === undefined;
}

/** More dots than this make a page heavy. */
const MOST_DOTS = 20_000;

/**
 * The layer that figures of one layer show: in the middle of the stages that grow the picture ("up_2.norm_0" of four), or the
 * finest where that has too many classes × channels to draw one by one.
 */
export function followedLayer({ layers, config }: GeneratorNetwork): NormLayer {
  const stages = growingLayers(layers);
  const middle = stages[stages.length >> 1];
  const finest = stages[stages.length - 1];
  return middle.channels * config.method.classes <= MOST_DOTS ? middle : finest;
}

/** The first layer of each stage that grows the picture: "up_0.norm_0", in SEAN "up_0.ace_0" … */
export function growingLayers(layers: readonly NormLayer[]): readonly NormLayer[] {
  const stages = layers.filter(({ name }) => /^up_\d+\.(?:norm|ace)_0$/.test(name));
  return stages.length > 0 ? stages : layers;
}

/** A figure whose pictures have more pixels than this stands still: five of 256 × 256 to zoom in are several MB. */
const MOST_PIXELS = 160 ** 2;

/**
 * A figure of pictures, which stands still where they are large.
 *
 * @param size Of each of its pictures.
 */
export function shownPictures(figure: Figure, { height, width }: Size): Html {
  if (height * width <= MOST_PIXELS) return shown(figure);
  const png = figure.with({ embed: "none" }).bundle()["image/png"];
  // Without a canvas there is no PNG, but there is SVG.
  const [type, data] =
    typeof png === "string"
      ? ["png", png]
      : ["svg+xml", Buffer.from(figure.svg()).toString("base64")];
  return html`<figure><img class="still" alt="${figure.alt}" src="data:image/${type};base64,${data}"></figure>`;
}

/** A figure on the page; the first that needs plotly brings it for all. */
export function shown(figure: Figure): Html {
  return new Html(String(figure.with({ embed: "first" }).bundle()["text/html"]));
}
