/**
 * Whether the page that a figure stands in is light or dark: by what JupyterLab and VS Code say of their colours, else by what the
 * reader's system prefers.
 *
 * @module
 */

import { THEMES, type Theme } from "../color/theme.ts";
import type { Payload } from "../html/payload.ts";

export function pageTheme(root: HTMLElement, wish: Payload["theme"]): Theme {
  if (wish !== "auto") return THEMES[wish];
  const style = getComputedStyle(root);
  for (const name of ["--jp-layout-color0", "--vscode-editor-background"]) {
    const background = style.getPropertyValue(name).trim();
    if (background === "") continue;
    const theme = THEMES[isDark(background) ? "dark" : "light"];
    return { ...theme, background };
  }
  return THEMES[matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light"];
}

/** Calls back when the page changes its colours. Returns what ends it. */
export function onThemeChange(callback: () => void): () => void {
  const query = matchMedia("(prefers-color-scheme: dark)");
  query.addEventListener("change", callback);
  const observer = new MutationObserver(callback);
  observer.observe(document.body, {
    attributeFilter: ["data-jp-theme-light", "data-jp-theme-name", "class"],
  });
  return () => {
    query.removeEventListener("change", callback);
    observer.disconnect();
  };
}

/** Any CSS colour, by its luminance. */
function isDark(color: string): boolean {
  const context = document.createElement("canvas").getContext("2d");
  if (context === null) return false;
  context.fillStyle = color;
  context.fillRect(0, 0, 1, 1);
  const [r, g, b] = context.getImageData(0, 0, 1, 1).data;
  return 0.2126 * r + 0.7152 * g + 0.0722 * b < 128;
}
