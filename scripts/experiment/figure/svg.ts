/**
 * A little SVG, written by hand.
 *
 * Colours are set twice: as attributes, for the light page and for programs that know no CSS, and in a style sheet for
 * the dark page. Each figure paints its own background, so it can be read wherever it is put.
 *
 * @module
 */

/** Text that is SVG already. */
export type Svg = string;

type Attributes = Readonly<Record<string, string | number>>;

/** An element; `content` is SVG, for text see `text`. */
export function element(name: string, attributes: Attributes, content: Svg = ""): Svg {
  const list = Object.entries(attributes).map(
    ([key, value]) => ` ${key}="${escaped(valueText(value))}"`,
  );
  return content === ""
    ? `<${name}${list.join("")}/>`
    : `<${name}${list.join("")}>${content}</${name}>`;
}

export interface TextOptions {
  readonly size?: number;
  readonly anchor?: "start" | "middle" | "end";
  readonly weight?: "bold";

  /** Less important: grey. */
  readonly soft?: boolean;
}

/** Text with its baseline at y. */
export function text(
  x: number,
  y: number,
  content: string,
  { size = 12, anchor = "start", weight, soft = false }: TextOptions = {},
): Svg {
  const [name, fill] = soft ? ["soft", INK.soft] : ["ink", INK.ink];
  return element(
    "text",
    {
      x,
      y,
      class: name,
      fill,
      "font-size": size,
      "text-anchor": anchor,
      ...(weight && { "font-weight": weight }),
    },
    escaped(content),
  );
}

/** A horizontal or vertical line, moved to the middle of a pixel, where it is one pixel wide. */
export function gridLine(x1: number, y1: number, x2: number, y2: number): Svg {
  const [a, b] = [Math.floor(x1) + 0.5, Math.floor(y1) + 0.5];
  const line = { x1: a, y1: b, x2: x1 === x2 ? a : x2, y2: y1 === y2 ? b : y2 };
  return element("line", { ...line, class: "grid", stroke: INK.grid });
}

/** The whole figure. @param label What a reader who cannot see it is told. */
export function figure(width: number, height: number, label: string, content: Svg): Svg {
  return element(
    "svg",
    {
      xmlns: "http://www.w3.org/2000/svg",
      width,
      height,
      viewBox: `0 0 ${width} ${height}`,
      role: "img",
      "aria-label": label,
      "font-family": "system-ui, 'Segoe UI', 'DejaVu Sans', sans-serif",
    },
    `<style>${DARK}</style>${element("rect", { width, height, class: "page", fill: INK.page })}${content}`,
  );
}

/** Round numbers from 0 to at least `max`, three to six of them. */
export function ticks(max: number): number[] {
  if (!(max > 0)) return [0, 1];
  const rough = max / 3;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 5, 10].find((factor) => factor * power >= rough) ?? 10) * power;
  const count = Math.ceil(max / step - 1e-9);
  return Array.from({ length: count + 1 }, (_, i) => Number((i * step).toPrecision(6)));
}

const INK = { page: "#ffffff", ink: "#1f2328", soft: "#59636e", grid: "#d8dee4" };

const DARK =
  "@media (prefers-color-scheme: dark) {" +
  ".page { fill: #0d1117 } .ink { fill: #f0f6fc } .soft { fill: #9198a1 } .grid { stroke: #3d444d }" +
  " }";

/** Two decimals are enough for a picture. */
function valueText(value: string | number): string {
  return typeof value === "number" ? String(Math.round(value * 100) / 100) : value;
}

function escaped(content: string): string {
  return content.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
}
