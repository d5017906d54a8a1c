import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test, vi } from "vitest";
import { NotebookError } from "../../../kernel/errors.ts";
import type { CodeCell, Notebook } from "../../../kernel/notebook/nbformat.ts";
import { parseNotebook } from "../../../kernel/notebook/parse-notebook.ts";
import {
  type RunFileOptions,
  runNotebookFile,
} from "../../../kernel/notebook/run-notebook-file.ts";
import { code, markdown, notebookText, temporaryFolder, writeNotebook } from "./support.ts";

vi.stubEnv("CLADESCOPE_TYPECHECK", "off");

const folder = temporaryFolder();
let count = 0;

async function run(cells: object[], options: Partial<RunFileOptions> = {}) {
  const path = writeNotebook(folder, `${++count}.ipynb`, cells);
  const out = join(folder, `${count}-out.ipynb`);
  const result = await runNotebookFile(path, { outputs: [out], ...options }).catch(
    (error: unknown) => error,
  );
  const saved = existsSync(out) ? read(out) : undefined;
  return { path, out, result, saved, cells: (saved?.cells ?? []) as CodeCell[] };
}

const read = (path: string): Notebook => parseNotebook(readFileSync(path, "utf8"), path);

/** What a cell printed and what it was, in short. */
const printed = (cell: CodeCell | undefined) =>
  cell?.outputs.map((output) => ("text" in output ? output.text : output.output_type)).join("");

test("cells are run in order and keep what they show", async () => {
  const { cells, saved, result } = await run([
    markdown("# Title"),
    code("const a: number = 6;"),
    code("console.log('six'); a * 7"),
    code("  \n"),
    code("console.error('seven'); display('x', { id: 'd' });"),
    code("Jupyter.display('y', { id: 'd', update: true });"),
  ]);
  expect(result).toMatchObject({ failure: undefined, allowedFailures: 0 });
  expect(cells.map(({ execution_count }) => execution_count)).toEqual([
    undefined,
    1,
    2,
    null,
    3,
    4,
  ]);
  expect(cells[2]?.outputs).toMatchObject([
    { output_type: "stream", name: "stdout", text: "six\n" },
    { output_type: "execute_result", execution_count: 2, data: { "text/plain": "42" } },
  ]);
  expect(JSON.stringify(cells[4]?.outputs)).toContain("y");
  expect(cells[2]?.metadata.execution).toMatchObject({
    "iopub.execute_input": expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
    "shell.execute_reply": expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
  });
  expect(saved?.metadata).toMatchObject({
    kernelspec: { name: "typescript", language: "typescript" },
    language_info: { name: "typescript", file_extension: ".ts" },
  });
});

test("cells run in the notebook's folder", async () => {
  writeFileSync(join(folder, "local.ts"), "export const answer: number = 42;");
  const { cells } = await run([code("import { answer } from './local'; answer + process.cwd()")]);
  expect(JSON.stringify(cells[0]?.outputs)).toContain(`42${folder}`);
});

test("5,000 lines, and what a timer prints after its cell has ended, come into their own cells", async () => {
  const { cells } = await run([
    code(
      "for (let i = 0; i < 5000; i++) console.log(i); void setTimeout(() => console.log('late'), 50);",
    ),
    code("await new Promise((resolve) => setTimeout(resolve, 500));"),
  ]);
  const lines = printed(cells[0])?.trim().split("\n");
  expect(lines).toEqual([...Array.from({ length: 5000 }, (_, i) => String(i)), "late"]);
  expect(cells[0]?.outputs.length).toBe(1);
  expect(cells[1]?.outputs).toEqual([]);
});

test("a cell that fails ends the run; what was done is saved, the rest is not run", async () => {
  const { result, cells } = await run([
    code("1"),
    code("throw new TypeError('on purpose')"),
    {
      ...code("3"),
      outputs: [{ output_type: "stream", name: "stdout", text: "of an earlier run" }],
    },
  ]);
  expect(result).toMatchObject({
    failure: { cell: 2, stopped: undefined, error: { ename: "TypeError", evalue: "on purpose" } },
  });
  expect(cells[1]?.outputs).toMatchObject([{ output_type: "error", ename: "TypeError" }]);
  expect(cells[2]).toMatchObject({ execution_count: null, outputs: [] });
});

test("cells may fail by their tag or by allowErrors, and are skipped by their tag", async () => {
  const old = [{ output_type: "stream", name: "stdout", text: "as it was" }];
  const tagged = await run([
    code("throw new Error('a')", ["raises-exception"]),
    { ...code("throw new Error('b')", ["skip-execution"]), execution_count: 9, outputs: old },
    code("'end'"),
  ]);
  expect(tagged.result).toMatchObject({ failure: undefined, allowedFailures: 0 });
  expect(tagged.cells[1]).toMatchObject({ execution_count: 9, outputs: old });
  expect(tagged.cells[2]?.execution_count).toBe(2);

  const allowed = await run([code("throw new Error('a')"), code("2")], { allowErrors: true });
  expect(allowed.result).toMatchObject({ failure: undefined, allowedFailures: 1 });
  expect(allowed.cells[1]?.execution_count).toBe(2);
});

const LATER = "await new Promise((resolve) => setTimeout(resolve, 300));";

test.each([
  [
    "a promise that nobody waits for",
    `async function load() { throw new RangeError('lost'); }\nvoid load(); ${LATER}`,
  ],
  ["a timer", `setTimeout(() => { throw new RangeError('lost'); }, 1); ${LATER}`],
])("an error of %s fails its cell, which may be allowed or excused", async (_, source) => {
  const { result, cells } = await run([code("1"), code(source), code("3")]);
  expect(result).toMatchObject({
    failure: { cell: 2, count: 2, late: false, error: { ename: "RangeError", evalue: "lost" } },
  });
  expect(cells[2]?.execution_count).toBe(null);
  const allowed = await run([code(source), code("3")], { allowErrors: true });
  expect(allowed.result).toMatchObject({ failure: undefined, allowedFailures: 1 });
  const excused = await run([code(source, ["raises-exception"]), code("3")]);
  expect(excused.result).toMatchObject({ failure: undefined, allowedFailures: 0 });
});

test("an error that comes when later cells run, or after the last one, fails the run in the end", async () => {
  const { result, cells } = await run([
    // On a busy machine the first cell's reply takes some time itself.
    code("void setTimeout(() => { throw new RangeError('late'); }, 1000);"),
    code(`${LATER} ${LATER} ${LATER} ${LATER} ${LATER}`),
    code("'end'"),
  ]);
  expect(result).toMatchObject({ failure: { cell: 1, late: true, error: { evalue: "late" } } });
  expect(cells[2]?.execution_count).toBe(3);
  const last = await run([code("void Promise.reject(new RangeError('last'))")]);
  expect(last.result).toMatchObject({ failure: { cell: 1, error: { evalue: "last" } } });
});

test("a cell that takes too long is interrupted and ends the run", async () => {
  const { result, cells } = await run([code("console.log('begun'); while (true) {}"), code("2")], {
    timeout: 8,
  });
  expect(result).toMatchObject({ failure: { cell: 1, stopped: "timeout" } });
  expect(printed(cells[0])).toContain("begun");
  expect(cells[1]?.execution_count).toBe(null);
});

test("a run that is told to stop interrupts its cell and saves what was done", async () => {
  const stop = new AbortController();
  const { result, cells } = await run([code("1"), code("await new Promise(() => {})")], {
    signal: stop.signal,
    onProgress: (done) => {
      if (done === 1) setTimeout(() => stop.abort(), 300);
    },
  });
  expect(result).toMatchObject({ failure: { cell: 2, stopped: "signal" } });
  expect(cells[0]?.execution_count).toBe(1);
  expect(cells[1]?.outputs.at(-1)).toMatchObject({ output_type: "error" });
});

test("a cell that kills its own process fails; the kernel goes on and says that its names are gone", async () => {
  const { result, cells } = await run([code("process.exit(3)"), code("6 * 7")], {
    allowErrors: true,
  });
  expect(result).toMatchObject({ allowedFailures: 1 });
  expect(cells[0]?.outputs.at(-1)).toMatchObject({ output_type: "error" });
  expect(JSON.stringify(cells[1]?.outputs)).toContain("42");
});

test("when the kernel itself is killed the run says so, and so does the notebook", async () => {
  const { result, cells } = await run([
    code("console.log('before')"),
    code("process.kill(process.ppid, 'SIGKILL'); await new Promise(() => {})"),
  ]);
  expect(result).toBeInstanceOf(NotebookError);
  expect((result as Error).message).toContain("cell In [2]: ");
  expect((result as Error).message).toContain("the kernel process has ended");
  expect(printed(cells[0])).toBe("before\n");
  expect(cells[1]?.outputs.at(-1)).toMatchObject({ ename: "DeadKernelError" });
});

test("the outputs are saved as they come: a notebook that can be read, at any time", async () => {
  const path = writeNotebook(folder, "long.ipynb", [
    code("'first'"),
    code("console.log('second'); await new Promise((resolve) => setTimeout(resolve, 4000));"),
  ]);
  const out = join(folder, "long-out.ipynb");
  const running = runNotebookFile(path, { outputs: [out] });
  const seen = new Set<string>();
  let ended = false;
  void running.finally(() => {
    ended = true;
  });
  while (!ended) {
    if (existsSync(out)) {
      const { cells } = read(out);
      seen.add(cells.map((cell) => (cell as CodeCell).outputs.length).join());
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  await running;
  expect([...seen]).toContain("1,1");
  expect(seen.size).toBeGreaterThan(1);
});

test("in place, the notebook is left alone until cells run, and the run saved beside it when another program writes it", async () => {
  const cells = [code("require('node:fs').appendFileSync('theirs.ipynb', ' ')"), code("1")];
  const path = writeNotebook(folder, "theirs.ipynb", cells);
  const beside = join(folder, "theirs.executed-2.ipynb");
  writeFileSync(join(folder, "theirs.executed.ipynb"), "of an earlier run");
  const warnings: string[] = [];
  const onWarning = (text: string) => warnings.push(text);
  const result = await runNotebookFile(path, { outputs: [], inplace: true, onWarning });
  expect(readFileSync(path, "utf8")).toMatch(/} $/); // as they left it
  expect(readFileSync(join(folder, "theirs.executed.ipynb"), "utf8")).toBe("of an earlier run");
  expect(result).toMatchObject({ failure: undefined, aside: beside });
  expect(warnings).toEqual([`another program has changed ${path} in the meantime: see ${beside}`]);
  expect(read(beside).cells[1]).toMatchObject({ execution_count: 2 });

  const touched = writeNotebook(folder, "touched.ipynb", [
    code("const now = new Date(); require('node:fs').utimesSync('touched.ipynb', now, now)"),
    code("6 * 7"),
  ]);
  await runNotebookFile(touched, { outputs: [], inplace: true });
  expect(JSON.stringify(read(touched))).toContain("42");
  expect(existsSync(join(folder, "touched.executed.ipynb"))).toBe(false);

  const own = writeNotebook(folder, "own.ipynb", [code("6 * 7")]);
  await runNotebookFile(own, { outputs: [], inplace: true });
  expect(JSON.stringify(read(own))).toContain("42");
  expect(readdirSync(folder).filter((name) => name.endsWith(".tmp"))).toEqual([]);
});

test("a notebook of another language and an output of another kind are refused, and nothing is written", async () => {
  const path = join(folder, "python.ipynb");
  const metadata = { kernelspec: { name: "python3", language: "python", display_name: "Python" } };
  writeFileSync(path, notebookText([code("print(1)")], { metadata }));
  await expect(runNotebookFile(path, { outputs: [], inplace: true })).rejects.toThrow(
    "--kernel python3",
  );
  expect(JSON.parse(readFileSync(path, "utf8")).metadata).toEqual(metadata);
  const { result, saved } = await run([code("1")], { outputs: [join(folder, "x.pdf")] });
  expect((result as Error).message).toContain(".ipynb or .html");
  expect(saved).toBeUndefined();
});

test("type errors are waited for and come with the cell that has them", async () => {
  vi.stubEnv("CLADESCOPE_TYPECHECK", "warn");
  const { result, cells } = await run([code("const n: number = 'text';"), code("1")]);
  vi.stubEnv("CLADESCOPE_TYPECHECK", "off");
  expect(result).toMatchObject({ failure: undefined });
  expect(printed(cells[0])).toContain("TS2322");
  expect(JSON.stringify(cells[1]?.outputs)).not.toContain("TS2322");
});

test("parameters are of the types that the notebook declares", async () => {
  vi.stubEnv("CLADESCOPE_TYPECHECK", "warn");
  const { cells } = await run(
    [
      code('let size: 64 | 128 = 64;\nconst name: string = "a";\nconst list = [1];', [
        "parameters",
      ]),
      code("size === 128 && name === 'b' && list.length === 2"),
    ],
    { parameters: { size: 128, name: "b", list: [1, 2] } },
  );
  vi.stubEnv("CLADESCOPE_TYPECHECK", "off");
  expect(cells.map(printed)).toEqual(["", "", "execute_result"]);
  expect(cells[2]?.outputs).toMatchObject([{ data: { "text/plain": "true" } }]);
});
