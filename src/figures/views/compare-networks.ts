/**
 * One label map, painted by several networks, and where each differs from one of them.
 *
 * @module
 */

import type { Chart, Panel } from "../chart/chart.ts";
import { numberText, trueMinus } from "../text/number-text.ts";
import type { Row, View } from "../view.ts";
import { differenceDomain, differencePanel } from "./difference-panel.ts";
import { labelPanel } from "./label-panels.ts";
import type { LabelsInput } from "./label-raster.ts";
import { emptyPanel, type PaintedInput, picturePanel } from "./painted.ts";

export interface CompareNetworksInput {
  /** Absent where what differs are networks, and in figures that were saved before it could be told. */
  readonly title?: string | undefined;

  readonly labels: LabelsInput | null;

  /** What the others are compared with. */
  readonly reference: PaintedInput;
  readonly others: readonly ComparedInput[];
}

export interface ComparedInput {
  readonly painted: PaintedInput;

  /** Mean over red, green and blue of |this − reference|, values from −1 to 1; [height, width]. */
  readonly difference: Float32Array;
  readonly meanAbsolute: number;

  /** In dB; infinite for equal pictures. */
  readonly psnr: number;

  /** NaN for pictures of less than 11 pixels. */
  readonly ssim: number;
}

/** Pictures beside the reference. */
const PER_ROW = 4;

export const compareNetworksView: View<CompareNetworksInput> = {
  name: "compare-networks",
  picture: (given) => {
    const input = written(given);
    const { reference, others } = input;
    const size = `${reference.height} × ${reference.width}`;
    const title =
      input.title ??
      `One label map, ${others.length + 1} networks: how far each is from ${reference.name}`;
    const text = others.map((one) => `${one.painted.name}: ${numbers(one).join(", ")}`);
    return {
      title,
      alt: `Pictures of ${size} pixels that ${[reference, ...others.map(({ painted }) => painted)].map(({ name }) => name).join(", ")} painted of one label map, and maps of the difference from ${reference.name}, darker where it is larger. ${text.join(". ")}.`,
      text: [`compared with ${reference.name}, ${size} pixels`, ...text].join("\n"),
      lighter: "show smaller pictures",
      rows: () => rowsOf(given),
      chart: () => chartOf(input, title),
    };
  },
};

/** Names as people write them; rows keep them as they were given. */
function written(input: CompareNetworksInput): CompareNetworksInput {
  const named = (painted: PaintedInput) => ({ ...painted, name: trueMinus(painted.name) });
  const others = input.others.map((one) => ({ ...one, painted: named(one.painted) }));
  return { ...input, reference: named(input.reference), others };
}

/** In a few words each. */
export function numbers({
  meanAbsolute,
  psnr,
  ssim,
}: Pick<ComparedInput, "meanAbsolute" | "psnr" | "ssim">): string[] {
  return [
    `mean |Δ| ${numberText(meanAbsolute, 3)}`,
    `PSNR ${decibels(psnr)}`,
    ...(Number.isNaN(ssim) ? [] : [`SSIM ${numberText(ssim, 3)}`]),
  ];
}

function decibels(psnr: number): string {
  if (psnr === Number.POSITIVE_INFINITY) return "∞: equal pictures";
  return Number.isNaN(psnr) ? numberText(psnr) : `${numberText(psnr, 3)} dB`;
}

function rowsOf({ reference, others }: CompareNetworksInput): Row[] {
  return others.map(({ painted, meanAbsolute, psnr, ssim }) => ({
    network: painted.name,
    reference: reference.name,
    meanAbsolute,
    psnr,
    ssim,
    notFinite: painted.notFinite,
  }));
}

/** Pictures in the upper row, differences below; of two networks, all in one row. */
function chartOf(input: CompareNetworksInput, title: string): Chart {
  const { labels, reference, others } = input;
  const { height, width } = reference;
  const domain = differenceDomain(others.map(({ difference }) => difference));
  const map: Panel[] = labels === null ? [] : [labelPanel(labels, height / width)];
  const notes = [
    `|Δ|: mean over red, green and blue of the absolute difference from ${reference.name}, values from −1 to 1; one scale, which ends at ${numberText(domain.high, 3)}. The numbers are over the whole picture, PSNR for a range of 2.`,
  ];
  const first = picturePanel(reference);
  if (others.length <= 1) {
    const last = others.flatMap((one) => [
      picturePanel(one.painted),
      differencePanel(one.difference, reference, domain, {
        scale: true,
        title: "|Δ|",
        caption: numbers(one),
      }),
    ]);
    const panels = [...map, first, ...last];
    return { title, notes, columns: panels.length, panels };
  }
  // The label map stands above the reference, in the first column.
  const blank = emptyPanel(height, width);
  const [above, below] = labels === null ? [first, blank] : [...map, first];
  const columns = 1 + Math.min(PER_ROW, others.length);
  const panels: Panel[] = [];
  for (let start = 0; start < others.length; start += PER_ROW) {
    const part = others.slice(start, start + PER_ROW);
    const rest = Array.from({ length: columns - 1 - part.length }, () => blank);
    const scale = (i: number) => start === 0 && i === part.length - 1;
    panels.push(
      start === 0 ? above : blank,
      ...part.map(({ painted }) => picturePanel(painted)),
      ...rest,
      start === 0 ? below : blank,
      ...part.map((one, i) =>
        differencePanel(one.difference, reference, domain, {
          scale: scale(i),
          caption: numbers(one),
        }),
      ),
      ...rest,
    );
  }
  return { title, notes, columns, panels };
}
