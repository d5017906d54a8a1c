import { inspect } from "node:util";
import { expect, test } from "vitest";
import type { Display } from "../../../../kernel/child/display/api.ts";
import { makeDisplay } from "../../../../kernel/child/display/display.ts";
import { Displays, showsNothing } from "../../../../kernel/child/display/displays.ts";
import { makeJupyter } from "../../../../kernel/child/display/jupyter.ts";
import { DisplayError } from "../../../../kernel/errors.ts";
import { RecordingHost } from "./recording-host.ts";

interface Page {
  host: RecordingHost;
  displays: Displays;
  display: Display;
}

function page(): Page {
  const host = new RecordingHost();
  const displays = new Displays(host);
  return { host, displays, display: makeDisplay(displays) };
}

const DISPLAY = Symbol.for("Jupyter.display");

test("display(value) shows what a cell's result would show", () => {
  const { host, display } = page();
  display({ [DISPLAY]: () => ({ "text/html": "<b>42</b>", "text/plain": "42" }) });
  expect(host.shown).toEqual([
    {
      type: "display_data",
      cell: 1,
      content: {
        data: { "text/html": "<b>42</b>", "text/plain": "42" },
        metadata: {},
        transient: { display_id: expect.any(String) },
      },
    },
  ]);
});

test("the id and the metadata of the options are sent", () => {
  const { host, display } = page();
  display.png("AAAA", { id: "picture", metadata: { "image/png": { width: 20 } } });
  expect(host.shown[0]?.content).toMatchObject({
    data: { "image/png": "AAAA" },
    metadata: { "image/png": { width: 20 } },
    transient: { display_id: "picture" },
  });
});

test("raw shows a MIME bundle as it is, and nothing else", () => {
  const { host, display } = page();
  display({ "text/html": "<i>" }, { raw: true });
  display({ "text/html": "<i>" });
  expect(host.data).toEqual([
    { "text/html": "<i>", "text/plain": "[text/html]" },
    { "text/plain": "{ 'text/html': '<i>' }" },
  ]);
  expect(() => display("<i>", { raw: true })).toThrow(DisplayError);
});

test("each kind of display has its MIME type", () => {
  const { host, display } = page();
  display.html("<b>");
  display.markdown("*b*");
  display.latex("$b$");
  display.json({ b: 1 });
  display.jpeg(new Uint8Array([255]));
  display.javascript("b()");
  display.svg('<svg xmlns="http://www.w3.org/2000/svg" width="2" height="2"/>');
  expect(host.data).toMatchObject([
    { "text/html": "<b>" },
    { "text/markdown": "*b*" },
    { "text/latex": "$b$" },
    { "application/json": { b: 1 } },
    { "image/jpeg": "/w==" },
    { "application/javascript": "b()" },
    { "image/svg+xml": expect.stringContaining("<svg"), "image/png": expect.any(String) },
  ]);
});

test("a handle replaces what it showed, in the way it was shown", () => {
  const { host, display } = page();
  const handle = display.html("<b>1</b>", { id: "count" });
  expect(handle.update("<b>2</b>").update("<b>3</b>")).toBe(handle);
  expect(handle.id).toBe("count");
  expect(host.shown.map(({ type, content }) => [type, content])).toMatchObject([
    ["display_data", { data: { "text/html": "<b>1</b>" }, transient: { display_id: "count" } }],
    [
      "update_display_data",
      { data: { "text/html": "<b>2</b>" }, transient: { display_id: "count" } },
    ],
    [
      "update_display_data",
      { data: { "text/html": "<b>3</b>" }, transient: { display_id: "count" } },
    ],
  ]);
});

test("an update is credited to the cell that makes it", () => {
  const { host, display } = page();
  const handle = display(1);
  host.cell = 2;
  handle.update(2);
  expect(host.shown.map(({ cell }) => cell)).toEqual([1, 2]);
});

test("an update waits for a display whose bundle is still being made", async () => {
  const { host, displays, display } = page();
  let ready = (_: unknown): void => {};
  const bundle = new Promise((resolve) => {
    ready = resolve;
  });
  const handle = display({ [DISPLAY]: () => bundle });
  handle.update("after");
  expect(host.shown).toEqual([]);
  ready({ "text/html": "before" });
  host.cell = 2;
  await displays.settled(1);
  expect(host.shown).toMatchObject([
    { type: "display_data", cell: 1, content: { data: { "text/html": "before" } } },
    { type: "update_display_data", cell: 1, content: { data: { "text/plain": "'after'" } } },
  ]);
});

test("so does an update by id alone", async () => {
  const { host, displays, display } = page();
  display({ [DISPLAY]: async () => ({ "text/html": "before" }) }, { id: "x" });
  makeJupyter(host, displays).display("after", { id: "x", update: true });
  await displays.settled(1);
  expect(host.shown.map(({ type }) => type)).toEqual(["display_data", "update_display_data"]);
});

test("a cell whose displays are all shown has settled at once", async () => {
  const { displays, display } = page();
  display(1);
  await displays.settled(1);
});

test("an error in a value's display method is reported, to the cell that showed it", async () => {
  const { host, displays, display } = page();
  const error = new TypeError("no pixels");
  display({ [DISPLAY]: () => Promise.reject(error) });
  host.cell = 2;
  await displays.settled(1);
  expect(host.reported).toEqual([{ error, cell: 1 }]);
  expect(host.shown).toMatchObject([
    { cell: 1, content: { data: { "text/plain": expect.any(String) } } },
  ]);
});

test("what display() returns shows nothing as a cell's result", () => {
  const { display } = page();
  const handle = display(1, { id: "one" });
  expect(showsNothing(handle)).toBe(true);
  expect(showsNothing(undefined)).toBe(true);
  expect(showsNothing(null)).toBe(false);
  expect(inspect(handle)).toBe("DisplayHandle { id: 'one' }");
});

test("Jupyter.display() knows a bundle by its keys, and updates by id", () => {
  const { host, displays } = page();
  const jupyter = makeJupyter(host, displays);
  jupyter.display({ "text/html": "<b>" }, { id: "x" });
  jupyter.display(42, { id: "x", update: true });
  expect(host.shown.map(({ type, content }) => [type, content.data])).toEqual([
    ["display_data", { "text/html": "<b>", "text/plain": "[text/html]" }],
    ["update_display_data", { "text/plain": "42" }],
  ]);
  expect(() => jupyter.display(42, { update: true })).toThrow(/an update needs the id/);
  expect(jupyter.signal).toBe(host.signal);
});

test("metadata that JSON cannot hold is an error that says where", () => {
  const { display } = page();
  expect(() => display(1, { metadata: { size: 3n } })).toThrow(/^metadata\.size: /);
});
