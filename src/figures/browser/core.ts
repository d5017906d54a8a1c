/**
 * The script of a figure in a page: it takes the place of the figure's picture once it has something better to show.
 *
 * @module
 */

import type { Payload } from "../html/payload.ts";
import { unpackedBytes } from "../pack.ts";
import { cellsView } from "./cells-view.ts";
import { chartView, type Plotly } from "./chart-view.ts";
import { onThemeChange, pageTheme } from "./page-theme.ts";
import { showAgain, whileOnPage } from "./while-on-page.ts";

/**
 * Puts the figure into `host` instead of its picture.
 *
 * @param bytes The payload, packed.
 * @param plotly Asked for only if it is needed.
 */
export async function mount(
  host: HTMLElement,
  bytes: ArrayBuffer,
  plotly: () => Promise<Plotly>,
): Promise<void> {
  const payload = unpackedBytes(new Uint8Array(bytes), "figure") as Payload;
  await whileOnPage(host, async () => {
    const theme = pageTheme(host, payload.theme);
    const { style } = host.parentElement ?? host; // the table, too
    style.color = theme.ink;
    style.background = theme.background;
    style.setProperty("--cladescope-faint", theme.faint);
    style.setProperty("--cladescope-soft", theme.soft);
    const end =
      payload.explorer === undefined
        ? await chartView(host, payload, theme, await plotly())
        : cellsView(host, payload, payload.explorer, theme);
    const stopThemes = onThemeChange(() => showAgain(host));
    return () => {
      stopThemes();
      end();
    };
  });
}
