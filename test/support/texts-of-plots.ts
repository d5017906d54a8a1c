/**
 * What is wrong with the texts of plotly's charts in a page: cut at the chart's edge, or on top of each other.
 *
 * @module
 */

import type { Page } from "playwright-core";

export interface PlotTexts {
  readonly count: number;

  /** A sentence for each that is cut and each two that touch. */
  readonly flaws: readonly string[];
}

/** Of all charts in the page together. Waits for nothing. */
export function textsOfPlots(page: Page): Promise<PlotTexts> {
  return page.evaluate(() => {
    /** Lines may come as near as letters without descenders allow, in shares of their height. */
    const LINES = 0.35;
    /** A text written upwards is told from a line beside it by this many pixels. */
    const BESIDE = 3;
    /** Pixels that the browser's boxes are off by. */
    const OFF = 1;
    const flaws: string[] = [];
    let count = 0;
    for (const plot of document.querySelectorAll(".cladescope-plot")) {
      const edge = plot.getBoundingClientRect();
      const texts = [...plot.querySelectorAll("svg.main-svg text")].flatMap((node) => {
        const { left, right, top, bottom } = node.getBoundingClientRect();
        const text = node.textContent ?? "";
        if (node.closest(".hoverlayer") || text.trim() === "" || right <= left) return [];
        const steep =
          text.length > 2 && bottom - top > right - left && !node.querySelector("tspan");
        return [{ text, left, right, top, bottom, steep }];
      });
      count += texts.length;
      for (const [i, a] of texts.entries()) {
        const out = [
          edge.left - a.left,
          a.right - edge.right,
          edge.top - a.top,
          a.bottom - edge.bottom,
        ];
        if (out.some((by) => by > OFF)) flaws.push(`"${a.text}" is cut`);
        for (const b of texts.slice(i + 1)) {
          const x = Math.min(a.right, b.right) - Math.max(a.left, b.left);
          const y = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
          const [alongX, alongY] = [a.steep && b.steep, !a.steep && !b.steep];
          const roomX = alongX
            ? LINES * Math.min(a.right - a.left, b.right - b.left)
            : a.steep === b.steep
              ? 0
              : -BESIDE;
          const roomY = alongY ? LINES * Math.min(a.bottom - a.top, b.bottom - b.top) : 0;
          if (x > roomX && y > roomY) flaws.push(`"${a.text}" touches "${b.text}"`);
        }
      }
    }
    return { count, flaws };
  });
}
