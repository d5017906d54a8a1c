import fc from "fast-check";
import { expect, test } from "vitest";
import { isMimeBundle, readyBundle } from "../../../../kernel/child/display/bundle.ts";
import { toJson } from "../../../../kernel/child/display/to-json.ts";

test("a bundle is an object whose keys all look like MIME types", () => {
  expect(isMimeBundle({ "text/html": "", "application/vnd.plotly.v1+json": {} })).toBe(true);
  expect(isMimeBundle({ "text/html; charset=utf-8": "" })).toBe(true);
  for (const other of [
    {},
    { html: "" },
    { "text/html": "", a: 1 },
    ["text/html"],
    "text/html",
    null,
  ]) {
    expect(isMimeBundle(other)).toBe(false);
  }
});

test("text may come as bytes or as a list of lines", () => {
  expect(readyBundle({ "text/html": Buffer.from("<b>é</b>") })["text/html"]).toBe("<b>é</b>");
  expect(readyBundle({ "text/markdown": ["# a\n", "b"] })["text/markdown"]).toBe("# a\nb");
  expect(readyBundle({ "text/plain": 42 })["text/plain"]).toBe("42");
});

test("images may come as bytes of any view, as base64, or as a data URL", () => {
  const bytes = new Uint8Array([0, 1, 2, 3]);
  for (const data of [
    bytes,
    bytes.buffer,
    new DataView(bytes.buffer),
    "AAECAw==",
    "data:image/png;base64,AAECAw==",
  ]) {
    expect(readyBundle({ "image/png": data })["image/png"]).toBe("AAECAw==");
  }
});

test("only the bytes that a view shows are taken", () => {
  const whole = new Uint8Array([9, 0, 1, 9]);
  expect(readyBundle({ "image/gif": whole.subarray(1, 3) })["image/gif"]).toBe("AAE=");
});

test("what is no image file is refused, with the type and what came", () => {
  expect(() => readyBundle({ "image/png": [1, 2] })).toThrow(
    /^image\/png: this is no file of its type\n {2}expected .*Uint8Array.*\n {2}got {7}\[ 1, 2 \]\n {2}try/,
  );
});

test("JSON may come as a value or as the bytes of its text", () => {
  expect(readyBundle({ "application/json": Buffer.from('{"a":[1]}') })["application/json"]).toEqual(
    {
      a: [1],
    },
  );
  expect(readyBundle({ "application/json": null })).toEqual({
    "application/json": null,
    "text/plain": "null",
  });
});

test("each bundle holds text for terminals", () => {
  expect(readyBundle({ "text/latex": "$x$" })["text/plain"]).toBe("$x$");
  expect(readyBundle({ "application/json": { a: 1 } })["text/plain"]).toBe("{ a: 1 }");
  expect(readyBundle({ "text/html": "<b>" })["text/plain"]).toBe("[text/html]");
  expect(readyBundle({ "image/jpeg": "AAAA" })["text/plain"]).toBe("JPEG image, 3 bytes");
});

test("a PNG that an SVG brings along is kept", () => {
  const svg = '<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>';
  expect(readyBundle({ "image/svg+xml": svg, "image/png": "AAAA" })["image/png"]).toBe("AAAA");
});

test("toJson() agrees with JSON.stringify on everything that JSON can hold", () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect(toJson(value, "value")).toEqual(JSON.parse(JSON.stringify(value)));
    }),
    { seed: 7 },
  );
});

test("toJson() follows JSON.stringify where a value has no JSON of its own", () => {
  const value = {
    date: new Date(0),
    nothing: undefined,
    infinite: Infinity,
    list: [undefined, () => 1, Symbol("s"), Number.NaN],
    boxed: Object("text"),
    map: new Map([[1, 2]]),
    __proto__: { inherited: 1 },
  };
  expect(toJson(value, "value")).toEqual(JSON.parse(JSON.stringify(value)));
});

test("toJson() makes lists of typed arrays, as plots need them", () => {
  expect(toJson({ y: new Float64Array([0.5, Number.NaN]) }, "value")).toEqual({ y: [0.5, null] });
});

test("toJson() says where that is which JSON cannot hold", () => {
  const ring: Record<string, unknown> = {};
  ring.next = { ring };
  let deep: unknown = 0;
  for (let i = 0; i < 10_000; i++) deep = [deep];
  expect(() => toJson({ a: [1, { id: 5n }] }, "metadata")).toThrow(
    /^metadata\.a\[1\]\.id: .*\n.*\n {2}got {7}a BigInt\n {2}try {7}convert it/,
  );
  expect(() => toJson(ring, "data")).toThrow(/^data\.next\.ring: .*\n.*\n {2}got {7}a cycle/);
  expect(() => toJson(deep, "data")).toThrow(/too deep a nesting/);
});

test("toJson() takes the same object twice, which is no cycle", () => {
  const shared = { a: 1 };
  expect(toJson([shared, shared], "value")).toEqual([{ a: 1 }, { a: 1 }]);
});
