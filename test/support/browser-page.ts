/**
 * A page in a real Chromium that runs a bundle of ours, served from 127.0.0.1.
 *
 * @module
 */

import { existsSync, readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { createRequire } from "node:module";
import type { AddressInfo } from "node:net";
import { basename, dirname, join } from "node:path";
import { build } from "esbuild";
import { chromium, type Page } from "playwright-core";

/** `$CHROMIUM`, or where Linux distributions and macOS put it; undefined where there is none. */
export const chromiumPath: string | undefined = [
  process.env.CHROMIUM,
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
].find((path) => path !== undefined && existsSync(path));

/** tfjs's .wasm files are in this folder of the server: the page calls `setWasmPaths("/wasm/")`. */
const WASM_FOLDER = "/wasm/";

interface Bundle {
  /** Files by name; the entry is "page.js". */
  readonly files: ReadonlyMap<string, Uint8Array>;

  /** What a page that loads the entry would ask its server for in vain: modules outside of the bundle. */
  readonly missing: readonly string[];
}

/** @param entry Path of a module; Node's own modules are left out. */
export async function bundleForPage(entry: string): Promise<Bundle> {
  const { outputFiles, metafile } = await build({
    entryPoints: { page: entry },
    bundle: true,
    splitting: true,
    write: false,
    metafile: true,
    outdir: "out",
    format: "esm",
    platform: "browser",
    target: "es2022",
    external: ["node:*"],
    logLevel: "error",
  });
  const outputs = new Map(
    Object.entries(metafile.outputs).map(([path, { imports }]) => [basename(path), imports]),
  );
  const missing: string[] = [];
  const seen = new Set<string>();
  const walk = (name: string) => {
    if (seen.has(name)) return;
    seen.add(name);
    for (const { path, kind, external } of outputs.get(name) ?? []) {
      if (kind === "dynamic-import") continue; // a page asks for it when it runs the import
      if (external) missing.push(path);
      else walk(basename(path));
    }
  };
  walk("page.js");
  return {
    files: new Map(outputFiles.map(({ path, contents }) => [basename(path), contents])),
    missing,
  };
}

export interface PageWishes {
  /** Module that the page loads. */
  readonly entry: string;

  /** Files that the page may fetch, by path: "/net_G.pth". */
  readonly files?: ReadonlyMap<string, Uint8Array> | undefined;

  /** Whether the page is isolated from others, as browsers demand for threads with one memory; default false. */
  readonly isolated?: boolean | undefined;
}

/** Bundles, serves and opens a page, and gives it back whatever happens. */
export async function inPage<T>(
  { entry, files = new Map(), isolated = false }: PageWishes,
  use: (page: Page) => Promise<T>,
): Promise<T> {
  if (chromiumPath === undefined) throw new Error("there is no Chromium here");
  const bundle = await bundleForPage(entry);
  const all = new Map(files);
  for (const [name, bytes] of bundle.files) all.set(`/${name}`, bytes);
  const server = await serve(all, isolated);
  const browser = await chromium.launch({
    executablePath: chromiumPath,
    args: ["--no-sandbox"],
  });
  try {
    const page = await browser.newPage();
    const errors: string[] = [];
    page.on("pageerror", (error) => errors.push(String(error)));
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    await page
      .waitForFunction(() => "ready" in globalThis, undefined, { timeout: 30_000 })
      .catch((cause: unknown) => {
        throw new Error(`the page's module did not run: ${errors.join("; ")}`, { cause });
      });
    return await use(page);
  } finally {
    await browser.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}

const TYPES: Readonly<Record<string, string>> = {
  js: "text/javascript",
  wasm: "application/wasm",
};

async function serve(files: ReadonlyMap<string, Uint8Array>, isolated: boolean): Promise<Server> {
  const wasm = dirname(createRequire(import.meta.url).resolve("@tensorflow/tfjs-backend-wasm"));
  const page = `<!doctype html><title>page</title><link rel="icon" href="data:,"><script type="module">
import "/page.js"; globalThis.ready = true;</script>`;
  const headers = isolated
    ? {
        "cross-origin-opener-policy": "same-origin",
        "cross-origin-embedder-policy": "require-corp",
      }
    : {};
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? "/", "http://127.0.0.1").pathname;
    const name = basename(path);
    const send = (body: Uint8Array | string, type: string) =>
      response.writeHead(200, { ...headers, "content-type": type }).end(body);
    const file = files.get(path);
    if (path === "/") send(page, "text/html");
    else if (file !== undefined) send(file, TYPES[name.split(".").pop() ?? ""] ?? "application/x");
    else if (path === `${WASM_FOLDER}${name}` && existsSync(join(wasm, name))) {
      send(readFileSync(join(wasm, name)), TYPES.wasm);
    } else response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return server;
}
