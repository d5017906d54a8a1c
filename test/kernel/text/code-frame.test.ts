/** Code frames: what tracebacks, syntax errors and type diagnostics point with. */

import { expect, it } from "vitest";
import { codeFrame } from "../../../kernel/text/code-frame.ts";

const source = "one\ntwo\nthree = 3\nfour\nfive\nsix";

it("a code frame shows the failing line with two neighbours on each side, and a caret", () => {
  expect(codeFrame(source, 3, 7)).toBe(
    ["  1 | one", "  2 | two", "> 3 | three = 3", "    |       ^", "  4 | four", "  5 | five"].join(
      "\n",
    ),
  );
});

it("marks a range up to the end of the line, and keeps within the source", () => {
  expect(codeFrame(source, 6, 2, { endColumn: 99, context: 1 })).toBe(
    ["  5 | five", "> 6 | six", "    |  ^^"].join("\n"),
  );
  expect(codeFrame(source, 7, 1)).toBe("");
  expect(codeFrame("", 1, 1)).toBe("> 1 |\n    | ^");
});

it("keeps tabs before the caret, so that it stands below its character", () => {
  expect(codeFrame("\t\tfail()", 1, 3)).toBe("> 1 | \t\tfail()\n    | \t\t^");
});

it("cuts a very long line around the caret", () => {
  const [line = "", caret = ""] = codeFrame(
    `${"a".repeat(5000)}!${"b".repeat(5000)}`,
    1,
    5001,
  ).split("\n");
  expect(line.length).toBeLessThan(200);
  expect(line[caret.indexOf("^")]).toBe("!");
});
