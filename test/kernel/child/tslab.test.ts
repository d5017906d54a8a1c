import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import process from "node:process";
import { afterEach, beforeEach, expect, expectTypeOf, test } from "vitest";
import { Displays } from "../../../kernel/child/display/displays.ts";
import { makeJupyter } from "../../../kernel/child/display/jupyter.ts";
import * as tslab from "../../../kernel/child/tslab.ts";
import { RecordingHost } from "./display/recording-host.ts";

const KERNEL = Symbol.for("Jupyter.kernel");

let host: RecordingHost;

beforeEach(() => {
  host = new RecordingHost();
  const value = makeJupyter(host, new Displays(host));
  Object.defineProperty(globalThis, KERNEL, { value, configurable: true });
});

afterEach(() => {
  Reflect.deleteProperty(globalThis, KERNEL);
});

test("display has a function for each kind of content", () => {
  tslab.display.html("<b>Type</b>Script");
  tslab.display.javascript("alert(1)");
  tslab.display.markdown("# title");
  tslab.display.latex("$x$");
  tslab.display.text("plain");
  tslab.display.svg('<svg xmlns="http://www.w3.org/2000/svg" width="2" height="1"/>');
  expect(host.data).toMatchObject([
    { "text/html": "<b>Type</b>Script" },
    { "text/javascript": "alert(1)" },
    { "text/markdown": "# title" },
    { "text/latex": "$x$" },
    { "text/plain": "plain" },
    { "image/svg+xml": expect.stringContaining("<svg") },
  ]);
});

test("files are shown from their bytes", () => {
  const bytes = readFileSync(new URL(import.meta.url)).subarray(0, 3);
  tslab.display.png(bytes);
  tslab.display.jpeg(new Uint8Array(bytes));
  tslab.display.gif(bytes);
  tslab.display.pdf(bytes);
  tslab.display.raw("image/webp", bytes);
  tslab.display.raw("image/bmp", "aW1w");
  expect(bytes.toString("base64")).toBe("aW1w");
  expect(host.data).toMatchObject([
    { "image/png": "aW1w" },
    { "image/jpeg": "aW1w" },
    { "image/gif": "aW1w" },
    { "application/pdf": "aW1w" },
    { "image/webp": "aW1w" },
    { "image/bmp": "aW1w" },
  ]);
});

test("a new display shows once and is replaced from then on", () => {
  const first = tslab.newDisplay();
  const second = tslab.newDisplay();
  first.text("1");
  second.html("<b>other</b>");
  first.html("<b>2</b>");
  first.text("3");
  const [a, b, c, d] = host.shown;
  expect([a?.type, b?.type, c?.type, d?.type]).toEqual([
    "display_data",
    "display_data",
    "update_display_data",
    "update_display_data",
  ]);
  expect(c?.content.transient).toEqual(a?.content.transient);
  expect(d?.content.transient).toEqual(a?.content.transient);
  expect(b?.content.transient).not.toEqual(a?.content.transient);
});

test("the functions work when taken out of their object, and return nothing", () => {
  const { html } = tslab.display;
  expect(html("<b>")).toBeUndefined();
});

test("versions are those of tslab's API, of the compiler and of Node", () => {
  const { version } = createRequire(import.meta.url)("typescript/package.json");
  expect(tslab.versions).toEqual({ tslab: "1.0.22", typescript: version, node: process.version });
});

test("the types are those that code for tslab expects", () => {
  expectTypeOf(tslab.newDisplay).returns.toEqualTypeOf<tslab.Display>();
  expectTypeOf(tslab.display).toEqualTypeOf<tslab.Display>();
  expectTypeOf(tslab.display.png).parameter(0).toEqualTypeOf<Uint8Array>();
  expectTypeOf(tslab.display.raw).parameters.toEqualTypeOf<[string, string | Uint8Array]>();
});
