/** What holds for any cells: they compute what a module computes, and their maps are exact. */

import { execFileSync } from "node:child_process";
import fc from "fast-check";
import ts from "typescript";
import { expect, it } from "vitest";
import { mapPosition, registerSource } from "../../../../kernel/child/errors/sources.ts";
import { lowerCell } from "../../../../kernel/language/lower/lower-cell.ts";
import { runCells } from "./run-cells.ts";

/** An expression over variables that exist, as a function of how they are named. */
type Expression = (names: readonly string[]) => string;

const pick = (names: readonly string[], index: number): string =>
  names.length === 0 ? "1" : (names[index % names.length] ?? "1");

const expression: fc.Arbitrary<Expression> = fc.letrec<{ e: Expression }>((tie) => ({
  e: fc.oneof(
    { maxDepth: 3 },
    fc.integer({ min: -9, max: 9 }).map(
      (n): Expression =>
        () =>
          `(${n})`,
    ),
    fc.nat(20).map(
      (index): Expression =>
        (names) =>
          pick(names, index),
    ),
    fc.tuple(tie("e"), fc.constantFrom("+", "-", "*", "===", "<", "&&", "??", ","), tie("e")).map(
      ([a, operator, b]): Expression =>
        (names) =>
          operator === "??"
            ? `((${a(names)}) ?? (${b(names)}))`
            : `(${a(names)} ${operator} ${b(names)})`,
    ),
    tie("e").map(
      (a): Expression =>
        (names) =>
          `((x) => x + (${sync(a(names))}))(1)`,
    ),
    tie("e").map(
      (a): Expression =>
        (names) =>
          `[${a(names)}].map((n) => n)[0]`,
    ),
    tie("e").map(
      (a): Expression =>
        (names) =>
          `(await (${a(names)}))`,
    ),
    tie("e").map(
      (a): Expression =>
        (names) =>
          `\`\${${a(names)}}\``,
    ),
  ),
})).e;

/** An arrow function that is not async may not await. */
function sync(text: string): string {
  return text.replaceAll("await ", "");
}

/** A statement that declares `name` or changes `names`. */
type Statement = (name: string, names: readonly string[]) => string;

const statement: fc.Arbitrary<Statement> = fc.tuple(expression, fc.nat(20), fc.nat(15)).map(
  ([e, index, kind]): Statement =>
    (name, names) => {
      const value = e(names);
      const target = pick(names, index);
      const forms = [
        `const ${name} = ${value}`,
        `let ${name} = ${value};`,
        `var ${name} = ${value}`,
        `let ${name}; ${name} = ${value};`,
        `const { a: ${name} = ${value}, ...${name}r } = { b: 2 };`,
        `const [, ${name}, ...${name}r] = [0, ${value}, 3]`,
        `let ${name} = 0; for (let i = 0; i < 3; i++) ${name} += i * Number(${value});`,
        `for (var ${name} of [1, ${value}]) { const inner = ${name}; void inner }`,
        `if (${value}) { var ${name} = 1 } else var ${name} = 2`,
        `function ${name}f(p = 2) { return p + 1 }\nlet ${name} = ${name}f() + ${name}f(${value})`,
        `class ${name}c { #v = 3; static s = 4; get() { return this.#v } }\nconst ${name} = new ${name}c().get() + ${name}c.s`,
        `var ${name} = (() => { let total = 0; for (const v of [1, 2]) total += v; return total })();`,
        `let ${name} = 5\n;[${name}] = [${value}]`,
        `const ${name} = { v: ${value} }.v`,
        `let ${name} = 1; try { ${name} = ${value}; throw 0 } catch { ${name} = [${name}].length } finally { ${name} += '!' }`,
        names.length === 0 ? `let ${name} = 1` : `let ${name} = typeof ${target}`,
      ];
      return forms[kind] ?? "";
    },
);

it("cells compute what their statements compute as one module", async () => {
  const programs = fc.sample(
    fc.array(fc.array(statement, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 4 }),
    { numRuns: 150, seed: 4 },
  );
  const cells: string[] = [];
  const lines: string[] = ["const results = [];"];
  for (const [number, program] of programs.entries()) {
    const names: string[] = [];
    for (const statements of program) {
      const text = statements.map((write) => {
        const name = `v${number}_${names.length}`;
        const line = write(name, names);
        names.push(name);
        return line;
      });
      cells.push(text.join("\n"));
      lines.push(...text);
    }
    const last = `JSON.stringify([${names.map((name) => `String(${name})`).join(", ")}])`;
    cells.push(last);
    lines.push(`;results.push(${last});`);
  }
  lines.push("console.log(JSON.stringify(results));");

  const asModule = execFileSync(process.execPath, ["--input-type=module"], {
    input: lines.join("\n"),
    encoding: "utf8",
  });
  const shown = (await runCells(cells)).filter((_, index) => cells[index]?.startsWith("JSON."));
  const values = shown.map(({ value, error }) => error ?? value?.slice(1, -1));
  expect(values).toEqual(JSON.parse(asModule));
});

/** Pieces of cells; each `mark` must be found at its place again. */
const pieces = [
  "const NAME: number = mark(1) as number;",
  "let { NAME = mark(2) }: { NAME?: any } = mark({}), [NAMEb]: any = mark([])",
  "function NAME<T>(this: void, a: T, b?: string): T {\n\tif (mark(b)) { return mark<T>(a) }\n  return a as T\n}",
  "class NAME<T> implements I<T> {\n  private readonly a: T = mark(3)\n  public m(x: string): void { mark(x as any)! }\n}",
  "import NAME, { mark as NAMEx } from 'node:fs'; mark(import.meta, await import('x'))",
  "interface NAME { a: string }\ntype NAMEt = NAME\nmark('é🙂', mark)",
  "for (var NAME: any of mark([1])) { mark(NAME) }",
  "export default mark(() => { mark(`a\n` + mark(1)) })",
  "enum NAME { A, B }\nmark(NAME.A)",
  "const NAME = <div>{mark(1)}</div>; mark(NAME)",
  "namespace NAME { export const q = mark(1) }\r\nmark(2)",
  "await mark(1)",
  "\u2028mark(7) // mark\n",
];

it("maps lead each place back to where it was written, also through the compiler", () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom(...pieces), { minLength: 1, maxLength: 6 }),
      fc.constantFrom("\n", "\r\n", "\n\n  ", "; /* between */ "),
      (chosen, separator) => {
        const isDefault = (piece: string): boolean => piece.startsWith("export default");
        const source = chosen
          .filter((piece, index) => !isDefault(piece) || chosen.findIndex(isDefault) === index)
          .map((piece, index) => piece.replaceAll("NAME", `n${index}`))
          .join(separator);
        const fileName = "__cell_1.ts";
        const lowered = lowerCell(ts, { source, fileName, title: "Cell In[1]" });
        if ("syntaxError" in lowered) throw new Error(lowered.syntaxError.traceback.join("\n"));
        const { script } = lowered;
        registerSource(script);
        const expected = places(source);
        const found = places(script.code).map(({ line, column }) => {
          const mapped = mapPosition(fileName, line, column);
          return { line: mapped?.line, column: mapped?.column };
        });
        // Order may differ: functions and imports move to the front.
        expect(found.map(key).sort()).toEqual(expected.map(key).sort());
      },
    ),
    { seed: 7, numRuns: 150 },
  );
});

/** Calls `mark(…)`, from 1, with the lines that V8 counts. */
function places(text: string): Array<{ line: number; column: number }> {
  return [...text.matchAll(/\bmark(?=[(<])/g)].map(({ index }) => {
    const before = text.slice(0, index).split(/\r\n|[\n\r\u2028\u2029]/);
    return { line: before.length, column: (before.at(-1) ?? "").length + 1 };
  });
}

function key({ line, column }: { line: number | undefined; column: number | undefined }): string {
  return `${line}:${column}`;
}
