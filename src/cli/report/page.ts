/**
 * The report as one self-contained page: no network. Figures move where scripts run; where they do not, their pictures stay.
 *
 * @module
 */

import type { GeneratorNetwork } from "../../models/network.ts";
import { type PositionKind, positionKindOf } from "../../positions/position-metadata.ts";
import { Html, html } from "./html.ts";
import { STYLE } from "./style.ts";

/** What has a centre. */
const REGIONS: Readonly<Record<PositionKind["unit"], string>> = {
  component: "its connected component",
  class: "all pixels of its class",
  instance: "its instance",
};

const CLADE = "learned parameters for each class (CLADE, arXiv 2012.04644)";
const MODULATED_BY: Readonly<Record<GeneratorNetwork["kind"], string>> = {
  clade: CLADE,
  "clade-icpe": `${CLADE}, which a plane over each region's positional map varies (ICPE)`,
  spade: "what two convolutions make of the labels in the neighbourhood (SPADE, arXiv 1903.07291)",
  msca: "what convolutions make of the labels in the neighbourhood, while an exemplar's style enters the blocks by attention (MSCA, after arXiv 2004.10024)",
  sean: "what convolutions make of the style of the regions around and of their labels, blended (SEAN, arXiv 1911.12861)",
  "sean-clade":
    "what convolutions make of the style of the regions around (SEAN, arXiv 1911.12861), blended with learned parameters for each class (CLADE, arXiv 2012.04644)",
};

export interface PageParts {
  readonly network: GeneratorNetwork;
  readonly version: string;
  readonly pictures: readonly Html[];
  readonly legend: Html;
  readonly analysis: Html;
  readonly banks: Html;
  readonly cost: Html;

  /** The style of a SEAN or MSCA network: where it comes from, and what it lacks. */
  readonly style: { readonly from: string; readonly missing: string | null } | null;

  /** Version, files with their hashes, settings, in one line. */
  readonly provenance: string;

  /** Why there is no picture; null if there is one. */
  readonly refusal: string | null;
}

export function reportPage(parts: PageParts): string {
  const { network, version, pictures, legend, analysis, banks, cost, style, provenance, refusal } =
    parts;
  const { kind, where } = network;
  const { method } = network.config;
  const positional = method.kind === "clade" && method.positional;
  const region = REGIONS[positionKindOf(network.metadata, where).unit];
  const file = where.split(/[/\\]/).at(-1) ?? where;
  const weights = network.metadata.get("weights");
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="generator" content="cladescope ${version}">
<title>${file}: ${kind}</title>
<style>${new Html(STYLE)}</style>
</head>
<body>
<header><h1>${file}</h1>
<p class="soft">${kind === "msca" ? "An MSCA" : `A ${kind}`} generator, opened with cladescope ${version}: it paints pictures from label maps, and every one of its ${network.layers.length} normalisation layers scales and
shifts its activations by ${MODULATED_BY[kind]}.</p>
${weights === undefined ? html`` : html`<p class="note">Weights: ${weights}.${weights.startsWith("random") ? " The pictures show what the machinery does, not what a trained network paints." : ""}</p>`}
${style === null ? html`` : html`<p class="note">Style of all that follows: ${style.from}.${style.missing === null ? "" : ` ${style.missing[0].toUpperCase()}${style.missing.slice(1)}.`}</p>`}
${refusal === null ? html`` : html`<p class="note">No picture: ${refusal}</p>`}
</header>
<main>
${factsTable(network)}
<h2>Pictures</h2>
<p>Each label map, the picture that the network paints from it, and its positional map: how far every pixel lies from the centre of ${region}.
Label value 0 has no offsets there, as in the released script. ${positional ? "This network sees positional maps." : "Only CLADE-ICPE networks see positional maps; this one does not."}</p>
${legend}
${pictures}
${analysis}
${banks}
${cost}
</main>
<footer><p class="soft provenance">${provenance}</p></footer>
</body>
</html>
`;
  return page.text;
}

function factsTable(network: GeneratorNetwork): Html {
  const { config, labelSet, parameterCount, assumptions, unused, notes } = network;
  const { method, latent } = config;
  const rows: [string, string][] = [
    ["method", network.kind],
    ["classes", `${method.classes}${method.instanceEdges ? ", and instance edges" : ""}`],
    ["label set", labelSet?.name ?? "unknown"],
    ["width (ngf)", `${config.ngf}`],
    [
      "normalisation",
      `${config.paramFreeNorm} norm${config.spectralNorm ? ", spectral norm on the convolutions" : ""}`,
    ],
    ...(method.kind === "sean"
      ? [["style", `a code of ${method.styleLength} for each region`] as [string, string]]
      : []),
    ...(config.msca
      ? [
          [
            "exemplar",
            `${config.msca.slots} style vectors at each of ${config.msca.blocks.length} scales`,
          ] as [string, string],
        ]
      : []),
    ["upsampling", config.upsampling],
    ["starts from", latent === null ? "the label map" : `a latent code of ${latent.zDim} (VAE)`],
    ["layers with modulation", `${network.layers.length}`],
    ["parameters", parameterCount.toLocaleString("en")],
    [
      "tensors without a use",
      unused.length === 0
        ? "none"
        : `${unused.length} (counters and the like; cladescope inspect lists them)`,
    ],
    ...assumptions.map(({ what, value, from }): [string, string] => [
      `assumed: ${what}`,
      `${value === "null" ? "none" : value} (${from})`,
    ]),
    ...notes.map((note): [string, string] => ["note", note]),
  ];
  return html`<table class="facts">${rows.map(([name, value]) => html`<tr><td>${name}</td><td>${value}</td></tr>`)}</table>`;
}
