import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeEach, expect, test } from "vitest";
import { History } from "../../../kernel/server/history.ts";
import { readLines, trimHistory } from "../../../kernel/server/history-file.ts";
import { historyPath } from "../../../kernel/server/history-path.ts";

const root = mkdtempSync(join(tmpdir(), "cladescope-history-"));
afterAll(() => rmSync(root, { recursive: true }));
let folders = 0;
let path = "";
beforeEach(() => {
  folders += 1;
  path = join(root, String(folders), "data", "history.jsonl");
});

/** One kernel's run. */
async function session(...inputs: string[]): Promise<History> {
  const history = new History(path);
  for (const [index, input] of inputs.entries()) history.add(index + 1, input);
  await history.flushed();
  return history;
}

const tail = (n: number) => ({ hist_access_type: "tail", n, raw: true, output: false });

test("tail gives the last cells of all sessions, oldest first", async () => {
  await session("a", "b");
  const history = await session("c");
  expect(await history.find(tail(2))).toEqual([
    [1, 2, "b"],
    [2, 1, "c"],
  ]);
  expect(await history.find(tail(100))).toHaveLength(3);
  expect(await history.find(tail(0))).toEqual([]);
});

test("a session that ran nothing finds those before it", async () => {
  await session("a");
  expect(await new History(path).find(tail(5))).toEqual([[1, 1, "a"]]);
});

test("range counts sessions from the current one: 0 is this, -1 the one before; stop is left out", async () => {
  await session("a", "b", "c");
  const history = await session("d");
  const range = (session: number, start: number, stop: number | null) =>
    history.find({ hist_access_type: "range", session, start, stop, output: false, raw: true });
  expect(await range(0, 1, null)).toEqual([[2, 1, "d"]]);
  expect(await range(-1, 1, 3)).toEqual([
    [1, 1, "a"],
    [1, 2, "b"],
  ]);
  expect(await range(1, 2, null)).toEqual([
    [1, 2, "b"],
    [1, 3, "c"],
  ]);
  expect(await range(7, 1, null)).toEqual([]);
});

test("search takes * and ?, keeps the last n, and the last of equal cells with unique", async () => {
  await session("x = 1", "y = 2", "x = 1");
  const history = await session("x = 3", "x = 1");
  const search = (pattern: string, more: object = {}) =>
    history.find({ hist_access_type: "search", pattern, output: false, raw: true, ...more });
  expect(await search("x*")).toHaveLength(4);
  expect(await search("? = 2")).toEqual([[1, 2, "y = 2"]]);
  expect(await search("x*", { unique: true })).toEqual([
    [2, 1, "x = 3"],
    [2, 2, "x = 1"],
  ]);
  expect(await search("x*", { n: 1 })).toEqual([[2, 2, "x = 1"]]);
});

test("with output, each input has its place for one", async () => {
  const history = await session("a");
  expect(await history.find({ ...tail(1), output: true })).toEqual([[1, 1, ["a", null]]]);
});

test("kernels that start at once take different numbers and cut no line", async () => {
  const inputs = Array.from({ length: 20 }, (_, i) => `cell ${i}: ${"x".repeat(1000)}`);
  await Promise.all(Array.from({ length: 5 }, () => session(...inputs)));
  const { entries } = await readLines(path);
  expect(entries).toHaveLength(100);
  expect([...new Set(entries.map((entry) => entry.session))].sort()).toEqual([1, 2, 3, 4, 5]);
});

test("the file is the user's alone, and lines that are no history are passed over", async () => {
  await session("a");
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(statSync(join(path, "..")).mode & 0o777).toBe(0o700);
  appendFileSync(path, 'half a li\n[1]\n{"session": "x"}\n\n');
  const history = await session("b");
  expect(await history.find(tail(9))).toEqual([
    [1, 1, "a"],
    [2, 1, "b"],
  ]);
});

test("where the file cannot be written, this session is remembered", async () => {
  mkdirSync(path, { recursive: true }); // a folder where the file should be
  const history = await session("a", "b");
  expect(await history.find(tail(9))).toEqual([
    [1, 1, "a"],
    [1, 2, "b"],
  ]);
});

test.skipIf(process.platform !== "linux")(
  "where no folder can be made, as in /proc, this session is remembered",
  async () => {
    path = "/proc/none/data/history.jsonl";
    const history = await session("a");
    expect(await history.find(tail(9))).toEqual([[1, 1, "a"]]);
  },
);

test("a file that has grown too large is cut to whole last lines in one step", async () => {
  await session(...Array.from({ length: 100 }, (_, i) => `cell ${i}`));
  await trimHistory(path, 1000);
  const text = readFileSync(path, "utf8");
  expect(text.length).toBeLessThanOrEqual(1000);
  expect(text.endsWith("\n")).toBe(true);
  const { entries } = await readLines(path);
  expect(entries.at(-1)).toEqual({ session: 1, line: 100, input: "cell 99" });
  expect(entries).toHaveLength(text.trim().split("\n").length);
});

test("only the end of a large file is read, from the first whole line", async () => {
  mkdirSync(join(path, ".."), { recursive: true });
  const line = (n: number) => `${JSON.stringify({ session: 1, line: n, input: "é" })}\n`;
  writeFileSync(path, line(1) + line(2) + line(3));
  const bytes = Buffer.byteLength(line(2) + line(3));
  const inputs = async (limit: number) =>
    (await readLines(path, limit)).entries.map((entry) => entry.line);
  expect(await inputs(bytes)).toEqual([2, 3]);
  expect(await inputs(bytes - 1)).toEqual([3]);
  expect(await inputs(bytes + 1)).toEqual([2, 3]);
});

test("the history lies in Jupyter's data folder, or where CLADESCOPE_HISTORY says", () => {
  const at = (env: NodeJS.ProcessEnv, platform: NodeJS.Platform = "linux") =>
    historyPath(env, platform, "/home/me").replaceAll("\\", "/");
  expect(at({})).toBe("/home/me/.local/share/jupyter/cladescope/history.jsonl");
  expect(at({ XDG_DATA_HOME: "/d" })).toBe("/d/jupyter/cladescope/history.jsonl");
  expect(at({ JUPYTER_DATA_DIR: "/j" })).toBe("/j/cladescope/history.jsonl");
  expect(at({}, "darwin")).toBe("/home/me/Library/Jupyter/cladescope/history.jsonl");
  expect(at({ CLADESCOPE_HISTORY: "/h.jsonl" })).toBe("/h.jsonl");
});
