import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { code, markdown, temporaryFolder, writeNotebook } from "../kernel/notebook/support.ts";
import { ok, run } from "./run.ts";

const PROGRAM = fileURLToPath(new URL("../../dist/src/cli/main.js", import.meta.url));

const folder = temporaryFolder();
const inFolder = (name: string) => join(folder, name);
const read = (name: string) => JSON.parse(readFileSync(inFolder(name), "utf8"));

/** The program with a notebook that runs until it is told to stop, and has begun to. */
async function runForever(name: string) {
  const cells = [code("'done'"), code("console.log('waiting'); await new Promise(() => {})")];
  const path = writeNotebook(folder, `${name}.ipynb`, cells);
  const out = `${name}-out.ipynb`;
  const child = spawn(process.execPath, [PROGRAM, "run", path, "-o", inFolder(out)], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, TMPDIR: folder }, // a run that is killed cannot tidy up
  });
  let stderr = "";
  child.stderr.setEncoding("utf8").on("data", (text) => (stderr += text));
  const closed = once(child, "close");
  while (!existsSync(inFolder(out)) || !JSON.stringify(read(out).cells[1]).includes("waiting\\n")) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return { child, closed, out, stderr: () => stderr };
}

test("run writes a notebook and a page, and prints their paths", async () => {
  const path = writeNotebook(folder, "plain.ipynb", [
    markdown("# A *title*"),
    code("const n = 3;", ["parameters"]),
    code("console.log('n is', n); 6 * 7"),
  ]);
  const [notebook, page] = [inFolder("plain-out.ipynb"), inFolder("plain-out.html")];
  const printed = await ok(["run", path, "-o", notebook, "-o", page, "--param", "n=4"]);
  expect(printed).toBe(`${notebook}\n${page}\n`);
  expect(read("plain-out.ipynb").cells.at(-1)).toMatchObject({
    execution_count: 3,
    outputs: [{ text: ["n is 4\n"] }, { data: { "text/plain": ["42"] } }],
  });
  const html = readFileSync(page, "utf8");
  expect(html).toContain("<title>A title</title>");
  expect(html).toContain("n is 4");
});

test("a cell that fails ends the run with exit code 1 and its traceback, without colours in a pipe", async () => {
  const path = writeNotebook(folder, "fails.ipynb", [
    code("const one = 1;\nthrow new RangeError('on purpose');"),
    code("'never'"),
  ]);
  const {
    code: exit,
    stderr,
    stdout,
  } = await run(["run", path, "-o", inFolder("fails-out.ipynb")]);
  expect({ exit, stdout }).toEqual({ exit: 1, stdout: "" });
  expect(stderr).toMatch(/cell In \[1\] failed\nRangeError: on purpose/);
  expect(stderr).not.toContain("\x1b");
  expect(read("fails-out.ipynb").cells[1].outputs).toEqual([]);
  const allowed = ["run", path, "-o", inFolder("fails-out.ipynb"), "--allow-errors"];
  expect(await run(allowed)).toMatchObject({
    code: 0,
    stderr: "note: 1 cell failed, as allowed\n",
  });
});

test("--inplace writes the notebook itself, --timeout ends a cell that takes longer", async () => {
  const path = writeNotebook(folder, "inplace.ipynb", [code("6 * 7"), code("while (true) {}")]);
  const { code: exit, stderr } = await run(["run", path, "--inplace", "--timeout", "10"]);
  expect(exit).toBe(1);
  expect(stderr).toContain("cell In [2] took longer than 10 s and was interrupted");
  expect(read("inplace.ipynb").cells[0].outputs[0].data).toEqual({ "text/plain": ["42"] });
});

test("Ctrl-C stops the cell, saves what was done and exits with 130", async () => {
  const { child, closed, out, stderr } = await runForever("interrupted");
  child.kill("SIGINT");
  expect(await closed).toEqual([130, null]);
  expect(stderr()).toContain("cell In [2] was interrupted");
  expect(read(out).cells[0].outputs[0].data).toEqual({ "text/plain": ["'done'"] });
  expect(read(out).cells[1].outputs.at(-1).output_type).toBe("error");
});

test("without -o and --inplace nothing is written: the exit code tells whether the notebook runs", async () => {
  const path = writeNotebook(folder, "check.ipynb", [code("6 * 7"), code("throw new Error('no')")]);
  const before = readFileSync(path, "utf8");
  const files = readdirSync(folder);
  const { code: exit, stderr, stdout } = await run(["run", path]);
  expect(exit).toBe(1);
  expect(stderr).toContain("Error: no");
  expect(stdout).toBe("");
  expect(readFileSync(path, "utf8")).toBe(before);
  expect(readdirSync(folder)).toEqual(files);
  expect((await run(["run", path, "--allow-errors"])).code).toBe(0);
});

test("a run that is killed leaves a notebook with all that was shown by then", async () => {
  const { child, closed, out } = await runForever("killed");
  child.kill("SIGKILL");
  await closed;
  expect(read(out).cells[0].outputs[0].data).toEqual({ "text/plain": ["'done'"] });
  expect(read(out).cells[1].outputs[0].text).toEqual(["waiting\n"]);
});

test.each<[args: string[], said: string]>([
  [["-o", "out.pdf"], "-o takes a .ipynb or .html file"],
  [["--inplace", "--timeout=-1"], '--timeout takes a number of seconds above 0, not "-1"'],
  [["--inplace", "--timeout", "-1"], '--timeout takes a number of seconds above 0, not "-1"'],
  [["-o", "./x.ipynb"], "-o ./x.ipynb is the notebook itself; to write into it, use --inplace"],
  [["--inplace", "--param", "n"], "--param takes NAME=JSON"],
  [["--inplace", "--param", "a-b=1"], "the name of a variable"],
  [["--inplace", "--param", "name=village"], `--param name='"village"'`],
])("%j is a usage error", async (args, said) => {
  const { code: exit, stderr } = await run(["run", "x.ipynb", ...args], { cwd: folder });
  expect(exit).toBe(2);
  expect(stderr).toContain(said);
  expect(stderr).toContain("cladescope run --help");
});

test("a notebook that is none is refused with exit code 1 and left alone, and no output is made", async () => {
  writeFileSync(inFolder("bad.ipynb"), "not JSON");
  const { code: exit, stderr } = await run(["run", "bad.ipynb", "--inplace", "-o", "no.html"], {
    cwd: folder,
  });
  expect(exit).toBe(1);
  expect(stderr).toMatch(/^bad.ipynb: this is not a notebook: .*\n( {2}.*\n)* {2}try {7}.*\n$/);
  expect(readFileSync(inFolder("bad.ipynb"), "utf8")).toBe("not JSON");
  expect(existsSync(inFolder("no.html"))).toBe(false);
});

test("--kernel names an installed kernel; one that is not there is refused with those that are", async () => {
  const path = writeNotebook(folder, "other.ipynb", [code("1")]);
  const { code: exit, stderr } = await run(["run", path, "--inplace", "--kernel", "cobol-85"]);
  expect(exit).toBe(1);
  expect(stderr).toMatch(/^cobol-85: no such kernel is installed\n {2}got/);
});

test("what the kernel finds wrong in its environment is a note of the run, and its log can be asked for", async () => {
  const path = writeNotebook(folder, "environment.ipynb", [code("1")]);
  const wrong = {
    CLADESCOPE_TYPECHECK: "strict",
    CLADESCOPE_MEMORY_LIMIT: "much",
    CLADESCOPE_INTERRUPT_GRACE: "-1",
  };
  const { code: exit, stderr } = await run(["run", path, "--inplace"], { env: wrong });
  expect(exit).toBe(0);
  expect(stderr.split("\n").sort()).toEqual([
    "",
    "note: CLADESCOPE_INTERRUPT_GRACE is no number of at least 0: -1",
    "note: CLADESCOPE_MEMORY_LIMIT is no number of at least 16: much",
    "note: CLADESCOPE_TYPECHECK is neither off, warn nor error: strict",
  ]);
  const logged = await run(["run", path, "--inplace"], { env: { CLADESCOPE_KERNEL_LOG: "debug" } });
  expect(logged.stderr).toMatch(/^\[cladescope kernel\] shell: execute_request$/m);
});

test("an output that is named twice is written and printed once", async () => {
  const path = writeNotebook(folder, "twice.ipynb", [code("1")]);
  const out = inFolder("twice-out.ipynb");
  expect(await ok(["run", path, "-o", out, "-o", out])).toBe(`${out}\n`);
  const both = ["run", "twice.ipynb", "--inplace", "-o", path];
  expect(await ok(both, { cwd: folder })).toBe(`${path}\n`);
});

test("a parameter that the notebook does not declare is refused before anything runs", async () => {
  const path = writeNotebook(folder, "misspelt.ipynb", [
    code("const steps = 1, width = 2;", ["parameters"]),
    code("throw new Error('ran')"),
  ]);
  const out = inFolder("misspelt-out.ipynb");
  const before = readFileSync(path, "utf8");
  const { code: exit, stderr } = await run([
    "run",
    path,
    "--inplace",
    "-o",
    out,
    "--param",
    "step=2",
  ]);
  expect(exit).toBe(1);
  expect(stderr).toMatch(
    /^the cell tagged "parameters" declares no step\n {2}expected {2}steps, width\n {2}got {7}step\n {2}try {7}take steps/,
  );
  expect(readFileSync(path, "utf8")).toBe(before);
  expect(existsSync(out)).toBe(false);
});

test("a word of the language is refused as the name of a parameter", async () => {
  const path = writeNotebook(folder, "words.ipynb", [code("1")]);
  const { code: exit, stderr } = await run(["run", path, "--inplace", "--param", "const=2"]);
  expect(exit).toBe(1);
  expect(stderr).toMatch(/^a parameter cannot be called const: /);
});

test("the kernel's program says how it is used", async () => {
  const main = fileURLToPath(new URL("../../dist/kernel/main.js", import.meta.url));
  const { status, stdout, stderr } = spawnSync(process.execPath, [main, "--help"], {
    encoding: "utf8",
  });
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  expect(stdout).toMatch(/^usage: node dist\/kernel\/main.js CONNECTION_FILE$/m);
});
