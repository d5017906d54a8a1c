import ts from "typescript";
import { expect, test } from "vitest";
import { tagsOf } from "../../../kernel/notebook/nbformat.ts";
import { injectParameters } from "../../../kernel/notebook/parameters.ts";
import { parseNotebook } from "../../../kernel/notebook/parse-notebook.ts";
import { code, notebookText } from "./support.ts";

const notebookOf = (...cells: object[]) => parseNotebook(notebookText(cells), "x.ipynb");

const DEFAULTS = code(
  `let size: 64 | 128 = 64;
const method: "clade" | "spade" = "clade";
const seeds = [1, 2];
function other() {}`,
  ["parameters"],
);

test("parameters stand in a tagged cell right behind the one tagged parameters", async () => {
  const notebook = notebookOf(code("// first"), DEFAULTS, code("size"));
  const parameters = { size: 128, method: "spade", seeds: [3] };
  expect(await injectParameters(notebook, parameters, "typescript")).toEqual([]);
  const { source, metadata } = notebook.cells[2] ?? {};
  expect(notebook.cells.length).toBe(4);
  expect(metadata).toEqual({ tags: ["injected-parameters"] });
  expect(source).toBe(`// Parameters
size = 128;
const method: "clade" | "spade" = "spade";
let seeds = [3];`);
});

test("those of an earlier run are replaced, and the cell keeps its id", async () => {
  const notebook = notebookOf(DEFAULTS, code("size"));
  await injectParameters(notebook, { size: 64 }, "typescript");
  const id = notebook.cells[1]?.id;
  await injectParameters(notebook, { size: 128 }, "typescript");
  const injected = notebook.cells.filter((cell) => tagsOf(cell).includes("injected-parameters"));
  expect(injected.map(({ source }) => source)).toEqual(["// Parameters\nsize = 128;"]);
  expect(injected[0]?.id).toBe(id);
});

test("without a tagged cell nothing is set, and the notebook stays as it is; Python's cannot be read, and is warned", async () => {
  const notebook = notebookOf(code("n"), code("old", ["injected-parameters"]));
  const before = JSON.stringify(notebook);
  for (const language of ["typescript", "javascript"]) {
    await expect(injectParameters(notebook, { n: 3 }, language)).rejects.toThrow(
      /^no cell of the notebook is tagged "parameters", so nothing says what n would set\n/,
    );
  }
  expect(JSON.stringify(notebook)).toBe(before);
  const [warning] = await injectParameters(notebook, { n: 3 }, "python");
  expect(notebook.cells.map(({ source }) => source)).toEqual(["# Parameters\nn = 3", "n"]);
  expect(warning).toContain('no cell is tagged "parameters"');
});

test("a name that the notebook does not declare is an error, with those that it does, the nearest first", async () => {
  const notebook = notebookOf(DEFAULTS);
  const before = JSON.stringify(notebook);
  await expect(
    injectParameters(notebook, { size: 64, Methd: "clade", x: 1 }, "typescript"),
  ).rejects.toThrow(
    `the cell tagged "parameters" declares no Methd, x
  expected  method, seeds, size
  got       Methd, x
  try       take method, if that is what is meant; else declare Methd there`,
  );
  expect(JSON.stringify(notebook)).toBe(before);
  await expect(
    injectParameters(notebookOf(code("f()", ["parameters"])), { x: 1 }, "typescript"),
  ).rejects.toThrow(/declares no x\n[\s\S]*try +declare x there/);
});

test("names in patterns are declared as well", async () => {
  const notebook = notebookOf(code("let [a, { b: c = 1 }] = f(), d;", ["parameters"]));
  await injectParameters(notebook, { a: 1, c: 2, d: 3 }, "typescript");
  expect(notebook.cells[1]?.source).toBe("// Parameters\na = 1;\nc = 2;\nd = 3;");
  await expect(injectParameters(notebook, { b: 1 }, "typescript")).rejects.toThrow("declares no b");
});

test("without parameters the notebook stays as it is", async () => {
  const notebook = notebookOf(DEFAULTS, code("old", ["injected-parameters"]));
  const before = JSON.stringify(notebook);
  expect(await injectParameters(notebook, {}, "typescript")).toEqual([]);
  expect(JSON.stringify(notebook)).toBe(before);
});

test("every JSON value is written so that TypeScript reads the same value", async () => {
  const value = {
    text: 'quotes " and \u2028 lines\n',
    list: [1, -2.5, 1e300, null, true],
    nested: { "a-b": [{}] },
    long: Array.from({ length: 60 }, (_, i) => i),
  };
  const notebook = notebookOf(code("const value = {};", ["parameters"]));
  await injectParameters(notebook, { value }, "typescript");
  const { outputText } = ts.transpileModule(`${notebook.cells[1]?.source}\nvalue`, {});
  expect(Function(`${outputText.replace(/value;?\s*$/, "")}; return value;`)()).toEqual(value);
});

test("Python kernels get Python, and other languages are refused", async () => {
  const notebook = notebookOf();
  await injectParameters(notebook, { a: true, b: null, c: ["x", { k: false }] }, "python");
  expect(notebook.cells[0]?.source).toBe(
    '# Parameters\na = True\nb = None\nc = ["x", {"k": False}]',
  );
  await expect(injectParameters(notebookOf(), { a: 1 }, "cobol")).rejects.toThrow("cobol");
});

test("words that the kernel's language keeps for itself are no parameters", async () => {
  for (const name of ["const", "class", "await", "let", "static", "undefined"]) {
    await expect(injectParameters(notebookOf(), { [name]: 1 }, "typescript")).rejects.toThrow(
      `a parameter cannot be called ${name}`,
    );
  }
  await expect(injectParameters(notebookOf(), { lambda: 1 }, "python")).rejects.toThrow("lambda");
  await injectParameters(notebookOf(), { const: 1 }, "python");
  const declares = notebookOf(code("let lambda, type, of, async;", ["parameters"]));
  await injectParameters(declares, { lambda: 1, type: 2, of: 3, async: 4 }, "typescript");
});
