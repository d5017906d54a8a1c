import fc from "fast-check";
import { expect, test } from "vitest";
import { formatExactJson, parseExactJson } from "../../../kernel/notebook/exact-json.ts";
import { formatNotebook } from "../../../kernel/notebook/format-notebook.ts";
import { joinLines, splitLines } from "../../../kernel/notebook/multiline.ts";
import { parseNotebook } from "../../../kernel/notebook/parse-notebook.ts";
import { code, markdown, notebookText } from "./support.ts";

const RUNS = { seed: 20240, numRuns: 200 };

const roundTrip = (text: string) => formatNotebook(parseNotebook(text, "x.ipynb"));

test("a notebook is laid out as Jupyter lays it out", () => {
  const text = notebookText([
    { ...code("const a = 1;\na"), id: "first", execution_count: 2 },
    { ...markdown("# Größe"), id: "second" },
  ]);
  expect(roundTrip(text)).toBe(`{
 "cells": [
  {
   "cell_type": "code",
   "execution_count": 2,
   "id": "first",
   "metadata": {},
   "outputs": [],
   "source": [
    "const a = 1;\\n",
    "a"
   ]
  },
  {
   "cell_type": "markdown",
   "id": "second",
   "metadata": {},
   "source": [
    "# Größe"
   ]
  }
 ],
 "metadata": {},
 "nbformat": 4,
 "nbformat_minor": 5
}
`);
});

test("what was laid out once stays as it is, byte for byte, whatever the cells hold", () => {
  const output = fc.oneof(
    fc.record({
      output_type: fc.constant("stream"),
      name: fc.constantFrom("stdout", "stderr"),
      text: fc.string({ unit: "binary" }),
    }),
    fc.record({
      output_type: fc.constant("display_data"),
      data: fc.dictionary(fc.constantFrom("text/plain", "image/png"), fc.string()),
      metadata: fc.constant({}),
    }),
    fc.record({
      output_type: fc.constant("execute_result"),
      execution_count: fc.nat(),
      data: fc.record({ "application/json": fc.jsonValue(), "text/html": fc.string() }),
      metadata: fc.constant({}),
    }),
    fc.record({
      output_type: fc.constant("error"),
      ename: fc.string(),
      evalue: fc.string(),
      traceback: fc.array(fc.string()),
    }),
  );
  const cell = fc.oneof(
    fc.record({
      cell_type: fc.constant("code"),
      execution_count: fc.option(fc.nat()),
      metadata: fc.dictionary(fc.string(), fc.jsonValue()),
      outputs: fc.array(output, { maxLength: 3 }),
      source: fc.oneof(fc.string({ unit: "binary" }), fc.array(fc.string())),
    }),
    fc.record({
      cell_type: fc.constantFrom("markdown", "raw"),
      metadata: fc.constant({}),
      source: fc.string(),
      unknown: fc.jsonValue(),
    }),
  );
  const notebook = fc.record({
    nbformat: fc.constant(4),
    nbformat_minor: fc.integer({ min: 0, max: 5 }),
    metadata: fc.dictionary(fc.string(), fc.jsonValue()),
    cells: fc.array(cell, { maxLength: 4 }),
    more: fc.jsonValue(),
  });
  fc.assert(
    fc.property(notebook, (value) => {
      const once = roundTrip(JSON.stringify(value));
      expect(roundTrip(once)).toBe(once);
      const { cells, more } = JSON.parse(once);
      expect(cells.length).toBe(value.cells.length);
      expect(more).toEqual(JSON.parse(JSON.stringify(value.more)));
      for (const [i, { source }] of value.cells.entries()) {
        expect(joinLines(cells[i].source)).toBe(joinLines(source));
      }
      expect(new Set(cells.map(({ id }: { id: string }) => id)).size).toBe(cells.length);
    }),
    RUNS,
  );
});

test("splitting a text into lines and joining them gives the text", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      expect(joinLines(splitLines(text))).toBe(text);
    }),
    RUNS,
  );
  expect(splitLines("a\r\nb\rc\n\nd\u2028e\x85")).toEqual([
    "a\r\n",
    "b\r",
    "c\n",
    "\n",
    "d\u2028",
    "e\x85",
  ]);
});

test("JSON that Python wrote comes out as it went in: 1.0, large integers, NaN", () => {
  const text = `{
 "a": 1.0,
 "b": 12345678901234567890,
 "c": [
  NaN,
  -Infinity,
  1e-05,
  -0.0
 ],
 "d": "1.0 and NaN, \\"2.0\\" and \\\\",
 "e": {},
 "f": []
}`;
  expect(formatExactJson(parseExactJson(text))).toBe(text);
  expect(JSON.parse(JSON.stringify(parseExactJson(text))).c).toEqual([null, null, 1e-5, 0]);
});

test("any JSON value survives the reading and the writing", () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const expected = JSON.parse(JSON.stringify(value));
      expect(JSON.parse(formatExactJson(parseExactJson(JSON.stringify(value))))).toEqual(expected);
    }),
    RUNS,
  );
});

test("cells of an older format get ids, and ids that are wrong or taken are replaced", () => {
  const cells = [
    { ...code("a"), id: "same" },
    { ...code("b"), id: "same" },
    { ...code("c"), id: "not valid!" },
    { ...code("d"), id: 7 },
    code("e"),
  ];
  const { nbformat_minor, cells: read } = parseNotebook(
    notebookText(cells, { nbformat_minor: 2 }),
    "x.ipynb",
  );
  expect(nbformat_minor).toBe(5);
  const ids = read.map(({ id }) => id);
  expect(ids[0]).toBe("same");
  expect(new Set(ids).size).toBe(5);
  for (const id of ids) expect(id).toMatch(/^[a-zA-Z0-9_-]{1,64}$/);
});

test("a newer minor version, its unknown cells and unknown members are kept", () => {
  const cells = [{ cell_type: "diagram", id: "d", metadata: {}, source: "x", shape: [1, 2] }];
  const text = roundTrip(notebookText(cells, { nbformat_minor: 9, novelty: { a: 1 } }));
  expect(JSON.parse(text)).toMatchObject({
    nbformat_minor: 9,
    novelty: { a: 1 },
    cells: [{ cell_type: "diagram", shape: [1, 2], source: ["x"] }],
  });
});

test("lists are lines of text only where the MIME type is text", () => {
  const data = { "application/json": ["a", "b"], "text/plain": ["a\n", "b"], "image/png": "aGk=" };
  const outputs = [{ output_type: "display_data", metadata: {}, data }];
  const [cell] = parseNotebook(notebookText([{ ...code("x"), outputs }]), "x.ipynb").cells;
  expect(cell).toMatchObject({
    outputs: [
      { data: { "application/json": ["a", "b"], "text/plain": "a\nb", "image/png": "aGk=" } },
    ],
  });
  expect(JSON.parse(roundTrip(notebookText([{ ...code("x"), outputs }]))).cells[0]).toMatchObject({
    outputs,
  });
});
