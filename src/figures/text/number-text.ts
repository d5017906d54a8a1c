/**
 * Numbers as people write them: a true minus sign, as many digits as matter.
 *
 * @module
 */

/** `digits` significant digits, without the zeros behind them; powers of ten where a number is very large or small. */
export function numberText(x: number, digits = 4): string {
  if (Number.isNaN(x)) return "not a number";
  if (!Number.isFinite(x)) return x > 0 ? "∞" : "−∞";
  if (x === 0) return "0";
  const size = Math.abs(x);
  const text =
    size >= 1e6 || size < 1e-4
      ? x.toExponential(digits - 1).replace(/\.?0+e/, "e")
      : String(Number(x.toPrecision(digits)));
  return text.replaceAll("-", "−").replace("e+", "e");
}

/** 0.163 as "16.3 %"; small shares keep two digits. */
export function percentText(share: number): string {
  const percent = 100 * share;
  const digits = percent !== 0 && Math.abs(percent) < 1 ? 2 : 3;
  return `${numberText(Number(percent.toPrecision(digits)), digits)} %`;
}

/** 12,345 */
export function countText(n: number): string {
  return n.toLocaleString("en");
}

/** Words of others with a true minus sign before their numbers: "t = -0.5" as "t = −0.5". Other hyphens stay. */
export function trueMinus(text: string): string {
  return text.replace(/(^|[\s(=])-(?=\.?\d)/g, "$1−");
}
