/**
 * What a cell gets for `import * as tslab from "tslab"`: the display functions of tslab's public API, shown by this
 * kernel, so that notebooks written for tslab run unchanged.
 *
 * Source: the public API of tslab 1.0 (https://github.com/yunabe/tslab). It meets the kernel at
 * `Symbol.for("Jupyter.kernel")`, as any library does.
 *
 * @module
 */

import { randomUUID } from "node:crypto";
import { createRequire } from "node:module";
import process from "node:process";
import type { JupyterKernel } from "./display/api.ts";

const KERNEL = Symbol.for("Jupyter.kernel");

/** The type of {@link versions}. */
export interface Versions {
  /** The version of tslab whose API this is. */
  tslab: string;
  typescript: string;
  node: string;
}

/** Ways to show rich content. Bytes may be those of a file, as `fs.readFileSync` reads it. */
export interface Display {
  javascript(s: string): void;
  html(s: string): void;
  markdown(s: string): void;
  latex(s: string): void;
  svg(s: string): void;
  png(b: Uint8Array): void;
  jpeg(b: Uint8Array): void;
  gif(b: Uint8Array): void;
  pdf(b: Uint8Array): void;
  text(s: string): void;
  /** Any MIME type; text, or the bytes of a file. */
  raw(contentType: string, b: string | Uint8Array): void;
}

/** The versions of tslab, TypeScript and Node. */
export const versions: Versions = {
  tslab: "1.0.22",
  // Its package.json alone: loading the compiler takes a while.
  typescript: createRequire(import.meta.url)("typescript/package.json").version,
  node: process.version,
};

/** A display whose first call adds an output; the next ones replace it. */
export function newDisplay(): Display {
  const id = randomUUID();
  let update = false;
  return displayBy((bundle) => {
    kernel().display(bundle, { id, update });
    update = true;
  });
}

/** Shows rich content, each call in an output of its own. */
export const display: Display = displayBy((bundle) => {
  kernel().display(bundle);
});

function displayBy(show: (bundle: Record<string, string | Uint8Array>) => void): Display {
  const raw = (type: string, data: string | Uint8Array): void => show({ [type]: data });
  return {
    javascript: (s) => raw("text/javascript", s),
    html: (s) => raw("text/html", s),
    markdown: (s) => raw("text/markdown", s),
    latex: (s) => raw("text/latex", s),
    svg: (s) => raw("image/svg+xml", s),
    png: (b) => raw("image/png", b),
    jpeg: (b) => raw("image/jpeg", b),
    gif: (b) => raw("image/gif", b),
    pdf: (b) => raw("application/pdf", b),
    text: (s) => raw("text/plain", s),
    raw,
  };
}

function kernel(): JupyterKernel {
  return (globalThis as unknown as Record<symbol, JupyterKernel>)[KERNEL] as JupyterKernel;
}
