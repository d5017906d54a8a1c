import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isComplete } from "../../../kernel/language/is-complete.ts";

/** The indentation of the next line, or the status where there is none. */
function next(source: string): string {
  const answer = isComplete(source);
  return answer.status === "incomplete" ? `indent ${JSON.stringify(answer.indent)}` : answer.status;
}

describe("isComplete", () => {
  test.each([
    "1 + 1",
    "",
    "// a comment",
    "const f = async (x) => { await x };",
    "if (x) { y() }",
    "{ a: 1, b: 2 }",
    "const el = <p>{text}</p>",
    "const cast = <any>value",
    "/a(b)/.test('a')",
    "`text`",
    "type A = { b: string }",
    "enum E { A }",
    "declare function f(): void;",
    "await fetch(url)",
    "import fs from 'node:fs'",
  ])("takes %j as complete", (source) => {
    expect(next(source)).toBe("complete");
  });

  test.each([
    "const = 5",
    "let y = 1;\n}",
    "foo)",
    "'no end",
    "/no(end/",
    "for (;;) { break } break",
    "class { }}",
    "a b c",
  ])("takes %j as invalid, since no further line can help", (source) => {
    expect(next(source)).toBe("invalid");
  });

  test.each([
    ["a +", "  "],
    ["const x =", "  "],
    ["const x = 1,", ""],
    ["const f = () =>", "  "],
    ["if (x)", "  "],
    ["if (x) {", "  "],
    ["if (x) {\n}\nelse", "  "],
    ["function f() {", "  "],
    ["function f()", "  "],
    ["function f() {\n  return [", "    "],
    ["class A {\n    foo() {", "        "],
    ["if (x) {\n\ty(", "\t\t"],
    ["const list = [\n  1,", "  "],
    ["{ a: 1, b:", "  "],
    ["foo(1,", "  "],
    ["const el = <p>", "  "],
    ["`text", ""],
    ["`text $" + "{a", "  "],
    ["/* comment", " "],
    ["@decorator", ""],
    ["x.", ""],
  ])("takes %j as incomplete and indents the next line by %j", (source, indent) => {
    expect(next(source)).toBe(`indent ${JSON.stringify(indent)}`);
  });

  test("answers whatever the text is, and never takes a text with an open bracket as complete", () => {
    const pieces = fc.constantFrom(
      "(",
      "[",
      "{",
      "a",
      "+",
      "1",
      ";",
      "\n",
      "=> ",
      "if ",
      "'s'",
      "`",
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 12 }), (parts) => {
        const source = parts.join("");
        expect(["complete", "incomplete", "invalid"]).toContain(isComplete(source).status);
        expect(isComplete(`${source.replaceAll("`", "")}\n;(`).status).not.toBe("complete");
      }),
      { seed: 4, numRuns: 300 },
    );
  });
});
