import { mkdirSync, readFileSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { NotebookError } from "../../../kernel/errors.ts";
import { readNotebook } from "../../../kernel/notebook/read-notebook.ts";
import { code, notebookText, temporaryFolder } from "./support.ts";

const folder = temporaryFolder();
const path = join(folder, "x.ipynb");

/** What reading says of a file with this content, which stays as it is. */
async function refusal(content: string | Uint8Array): Promise<string> {
  writeFileSync(path, content);
  const error = await readNotebook(path).then(
    () => expect.unreachable("it should have been refused"),
    (error: unknown) => error,
  );
  expect(error).toBeInstanceOf(NotebookError);
  expect(readFileSync(path).equals(Buffer.from(content))).toBe(true);
  const { message } = error as NotebookError;
  expect(message).toContain(path);
  expect(message).toMatch(/\n {2}try {7}\w/);
  expect(message.split("\n").length).toBeLessThanOrEqual(6);
  return message;
}

const cells = (cell: unknown) => notebookText([code("1"), cell as object]);

test.each<[name: string, content: string | Uint8Array, said: string]>([
  ["an empty file", "", "the file is empty"],
  ["text", "hello", 'text that begins with "hello"'],
  ["a file cut short", notebookText([code("1")]).slice(0, -3), "not JSON"],
  [
    "a merge conflict",
    `{\n<<<<<<< HEAD\n "nbformat": 4\n=======\n>>>>>>> x\n}`,
    "merge conflict, line 2",
  ],
  ["bytes that are no text", Uint8Array.of(0x7b, 0xff, 0xfe, 0x7d), "not UTF-8"],
  ["a list", "[1, 2]", "expected  an object with cells and nbformat"],
  ["an object of another kind", '{"a": 1}', "it has no nbformat"],
  ["nbformat 3", '{"nbformat": 3, "worksheets": []}', "nbformat 3"],
  ["nbformat 5", '{"nbformat": 5, "cells": []}', "nbformat 5"],
  ["no cells", '{"nbformat": 4, "nbformat_minor": 5, "metadata": {}}', "no list of cells"],
  ["metadata that is a list", '{"nbformat": 4, "cells": [], "metadata": []}', "metadata"],
  ["a cell that is a number", cells(7), "cell 2: the cell is not an object"],
  [
    "a cell without source",
    cells({ cell_type: "code", metadata: {} }),
    "cell 2: the cell has no source",
  ],
  ["a source of numbers", cells({ cell_type: "code", metadata: {}, source: [1] }), "got       [1]"],
  ["an unknown kind of cell", cells({ cell_type: "essay", source: "" }), 'got       "essay"'],
  ["outputs that are no list", cells({ ...code("1"), outputs: {} }), "outputs are not a list"],
  [
    "an output of no kind",
    cells({ ...code("1"), outputs: [{ output_type: "smell" }] }),
    "cell 2, output 1",
  ],
  [
    "a stream without text",
    cells({ ...code("1"), outputs: [{ output_type: "stream", name: "stdout" }] }),
    "it has no text",
  ],
])("%s is refused readably and left alone", async (_name, content, said) => {
  expect(await refusal(content)).toContain(said);
});

test("a missing file, a folder and a huge file are refused", async () => {
  await expect(readNotebook(join(folder, "none.ipynb"))).rejects.toThrow("no such notebook");
  await expect(readNotebook(folder)).rejects.toThrow("this is a folder");
  mkdirSync(join(folder, "sub"));
  await expect(readNotebook(join(path, "below"))).rejects.toThrow("no such notebook");
  const huge = join(folder, "huge.ipynb");
  writeFileSync(huge, "");
  truncateSync(huge, 300 * 2 ** 20); // sparse: takes no room on the disk
  await expect(readNotebook(huge)).rejects.toThrow("got       300 MB");
});

test("a byte order mark is read over", async () => {
  writeFileSync(path, `\uFEFF${notebookText([code("1")])}`);
  expect((await readNotebook(path)).notebook.cells.length).toBe(1);
});

test("whatever JSON a file holds, reading it gives a notebook or a NotebookError", async () => {
  const loose = fc.record(
    {
      nbformat: fc.oneof(fc.constant(4), fc.jsonValue()),
      nbformat_minor: fc.oneof(fc.constant(5), fc.jsonValue()),
      metadata: fc.oneof(fc.constant({}), fc.jsonValue()),
      cells: fc.oneof(
        fc.array(
          fc.record(
            {
              cell_type: fc.constantFrom("code", "markdown", "raw", "other", 1),
              source: fc.jsonValue(),
              metadata: fc.jsonValue(),
              outputs: fc.jsonValue(),
              attachments: fc.jsonValue(),
            },
            { requiredKeys: [] },
          ),
        ),
        fc.jsonValue(),
      ),
    },
    { requiredKeys: [] },
  );
  await fc.assert(
    fc.asyncProperty(loose, async (value) => {
      writeFileSync(path, JSON.stringify(value));
      try {
        await readNotebook(path);
      } catch (error) {
        expect(error).toBeInstanceOf(NotebookError);
      }
    }),
    { seed: 20241, numRuns: 300 },
  );
});
