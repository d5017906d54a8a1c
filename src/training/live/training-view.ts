/**
 * A training as a notebook shows it: how far it is, losses, pictures of fixed label maps, and what a layer does to each
 * class.
 *
 * @module
 */

import { encodeRgbPng } from "../../engines/picture.ts";
import type { Preview, RgbPicture } from "../previews.ts";
import type { Losses } from "../step-losses.ts";
import type { ClassScales } from "./class-scales.ts";
import { escapeXml } from "./escape-xml.ts";
import { heatMap } from "./heat-map.ts";
import { type Line, lineChart } from "./line-chart.ts";
import type { LossPoint } from "./loss-history.ts";

/** What kernels ask a value for. */
const DISPLAY = Symbol.for("Jupyter.display");

export interface TrainingState {
  readonly step: number;
  readonly steps: number;

  /** "3.1 steps/s  2 min 4 s left" */
  readonly speed: string;

  /** One line of the losses. */
  readonly summary: string;
  readonly points: readonly LossPoint[];
  readonly previews: readonly Preview[];
  readonly scales: ClassScales | null;

  /** "stopped", "failed": why no more steps come before the end; null while they do. */
  readonly ended: string | null;
}

/** A value that notebooks show by `Symbol.for("Jupyter.display")`. */
export class TrainingView {
  readonly state: TrainingState;

  constructor(state: TrainingState) {
    this.state = state;
    const bundle = () => ({ "text/html": this.html(), "text/plain": this.text() });
    Object.defineProperty(this, DISPLAY, { value: bundle });
  }

  text(): string {
    const { step, steps, speed, summary, ended } = this.state;
    return [`step ${step} of ${steps}`, ended ?? speed, summary].filter(Boolean).join(", ");
  }

  html(): string {
    const { step, steps, speed, points, previews, scales, ended } = this.state;
    const at = points.map((point) => point.step);
    const note = ended ?? (step < steps ? speed : "done");
    const charts = CHARTS.map(({ title, lines }) =>
      lineChart(linesOf(lines, points), { title, at, end: steps }),
    );
    return [
      `<div style="font:13px system-ui,sans-serif">`,
      `<div><progress value="${step}" max="${steps}" style="vertical-align:middle"></progress> <b>step ${step} of ${steps}</b> &nbsp; ${escapeXml(note)}</div>`,
      ...row(charts),
      ...row([...previews.map(figure), ...(scales === null ? [] : [heatMap(scales)])]),
      `</div>`,
    ].join("\n");
  }
}

interface Plotted {
  readonly loss: keyof Losses;
  readonly name: string;
  readonly color: string;
}

/** Apart, because feature matching is many times larger than the hinge losses. Colours: Okabe and Ito's. */
const CHARTS: readonly { title: string; lines: readonly Plotted[] }[] = [
  {
    title: "feature matching",
    lines: [
      { loss: "feature", name: "feature", color: "#0072b2" },
      { loss: "pixel", name: "pixel", color: "#56b4e9" },
      { loss: "kld", name: "KLD", color: "#cc79a7" },
    ],
  },
  {
    title: "hinge losses",
    lines: [
      { loss: "gan", name: "G", color: "#009e73" },
      { loss: "fake", name: "D, fake", color: "#d55e00" },
      { loss: "real", name: "D, real", color: "#e69f00" },
    ],
  },
];

/** Losses that are not used are 0 throughout, and left out. */
function linesOf(lines: readonly Plotted[], points: readonly LossPoint[]): Line[] {
  const all = lines.map(({ loss, name, color }) => ({
    ...{ name, color },
    values: points.map(({ losses }) => losses[loss]),
  }));
  return all.filter(({ values }, i) => i === 0 || values.some((value) => value !== 0));
}

function row(parts: readonly string[]): string[] {
  if (parts.length === 0) return [];
  const style = "display:flex;flex-wrap:wrap;gap:8px;align-items:flex-start;margin-top:8px";
  return [`<div style="${style}">`, ...parts, `</div>`];
}

/** The label map above its picture. */
function figure({ labels, picture }: Preview): string {
  return `<div>${image(labels, "label map")}${image(picture, "picture")}</div>`;
}

function image({ height, width, rgb }: RgbPicture, what: string): string {
  const png = encodeRgbPng(rgb, height, width);
  const data = Buffer.from(png.buffer, png.byteOffset, png.byteLength).toString("base64");
  const shown = Math.max(width, Math.min(128, 2 * width));
  const style = "display:block;image-rendering:pixelated;margin-bottom:4px";
  return `<img alt="${what}" width="${shown}" style="${style}" src="data:image/png;base64,${data}">`;
}
