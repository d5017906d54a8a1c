/**
 * The script of a figure in a page: it takes the place of the figure's picture once it has something better to show.
 *
 * @module
 */

import type { Payload } from "../html/payload.ts";
import { unpacked } from "../pack.ts";
import { cellsView } from "./cells-view.ts";
import { chartView, type Plotly } from "./chart-view.ts";
import { onThemeChange, pageTheme } from "./page-theme.ts";

/**
 * Puts the figure into `host` instead of its picture.
 *
 * @param json The payload, packed.
 * @param plotly Asked for only if it is needed.
 */
export async function mount(
  host: HTMLElement,
  json: string,
  plotly: () => Promise<Plotly>,
): Promise<void> {
  const payload = unpacked(JSON.parse(json), "figure") as Payload;
  const draw = async (): Promise<() => void> => {
    const theme = pageTheme(host, payload.theme);
    host.style.color = theme.ink;
    host.style.background = theme.background;
    host.style.setProperty("--cladescope-faint", theme.faint);
    host.style.setProperty("--cladescope-soft", theme.soft);
    return payload.explorer === undefined
      ? chartView(host, payload, theme, await plotly())
      : cellsView(host, payload, payload.explorer, theme);
  };
  let end = await draw();
  let drawn = Promise.resolve();
  const stopThemes = onThemeChange(() => {
    drawn = drawn.then(async () => {
      end();
      end = await draw();
    });
  });
  const gone = new MutationObserver(() => {
    if (host.isConnected) return;
    gone.disconnect();
    stopThemes();
    end();
  });
  gone.observe(document.body, { childList: true, subtree: true });
}
