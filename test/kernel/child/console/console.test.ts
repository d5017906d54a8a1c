import { expect, test } from "vitest";
import { consoleMethods } from "../../../../kernel/child/console/console.ts";
import { Displays } from "../../../../kernel/child/display/displays.ts";
import { RecordingHost } from "../display/recording-host.ts";

function cellConsole(): { host: RecordingHost; console: typeof console } {
  const host = new RecordingHost();
  return { host, console: consoleMethods(host, new Displays(host)) };
}

test("log, info and debug go to standard output, warn, error and trace to standard error", () => {
  const { host, console } = cellConsole();
  console.log("log");
  console.info("info");
  console.debug("debug");
  console.warn("warn");
  console.error("error");
  console.trace("trace");
  expect(host.text("stdout")).toBe("log\ninfo\ndebug\n");
  expect(host.text("stderr")).toMatch(/^warn\nerror\nTrace: trace\n {4}at /);
});

test("format specifiers work, and %c leaves nothing behind", () => {
  const { host, console } = cellConsole();
  console.log("%s %d %i %f %j %o %%", "a", 1.5, 1.5, "2.5", { b: 1 }, [2]);
  console.log("%cred", "color: red");
  expect(host.text("stdout")).toBe('a 1.5 1 2.5 {"b":1} [ 2, [length]: 1 ] %\nred\n');
});

test("values are printed without colours, but the user's own are kept", () => {
  const { host, console } = cellConsole();
  console.log({ a: 1 }, null, "\x1b[31mred\x1b[0m");
  expect(host.text("stdout")).toBe("{ a: 1 } null \x1b[31mred\x1b[0m\n");
});

test("groups indent, counters count, assertions speak when they fail", () => {
  const { host, console } = cellConsole();
  console.group("outer");
  console.log("inner\nlines");
  console.groupEnd();
  console.count();
  console.count();
  console.countReset();
  console.count();
  console.assert(true, "silent");
  console.assert(1 > 2, "one is %d", 1);
  expect(host.text("stdout")).toBe("outer\n  inner\n  lines\ndefault: 1\ndefault: 2\ndefault: 1\n");
  expect(host.text("stderr")).toBe("Assertion failed: one is 1\n");
});

test("timers print what has passed", () => {
  const { host, console } = cellConsole();
  console.time("work");
  console.timeLog("work", "half");
  console.timeEnd("work");
  expect(host.text("stdout")).toMatch(/^work: [\d.]+m?s half\nwork: [\d.]+m?s\n$/);
});

test("dir takes the options of util.inspect", () => {
  const { host, console } = cellConsole();
  console.dir({ a: { b: { c: {} } } }, { depth: 0 });
  expect(host.text("stdout")).toBe("{ a: [Object] }\n");
});

test("clear clears the output", () => {
  const { host, console } = cellConsole();
  console.clear();
  expect(host.shown).toEqual([{ type: "clear_output", content: { wait: false }, cell: 1 }]);
});

test("errors are printed with their stack and cause", () => {
  const { host, console } = cellConsole();
  console.error(new RangeError("outside", { cause: new Error("why") }));
  expect(host.text("stderr")).toMatch(/^RangeError: outside\n {4}at .*\[cause\]: Error: why\n/s);
});

test("a table is shown as HTML and as a box of characters", () => {
  const { host, console } = cellConsole();
  console.table([
    { name: "<head>", size: 1 },
    { name: "tail", rest: [1, 2] },
  ]);
  const data = host.data[0] as Record<string, string>;
  expect(Object.keys(data).sort()).toEqual(["text/html", "text/plain"]);
  expect(data["text/plain"]).toContain("│ (index) │ name     │ size │ rest     │");
  expect(data["text/html"]).toBe(
    [
      "<table><thead><tr><th>(index)</th><th>name</th><th>size</th><th>rest</th></tr></thead><tbody>",
      "<tr><th>0</th><td>&#60;head&#62;</td><td>1</td><td></td></tr>",
      "<tr><th>1</th><td>tail</td><td></td><td>[ 1, 2 ]</td></tr>",
      "</tbody></table>",
    ].join("\n"),
  );
});

/** The heads and cells of a table's HTML, row by row. */
function cells(html: unknown): string[][] {
  return [...String(html).matchAll(/<tr>(.*?)<\/tr>/g)].map(([, row]) =>
    [...String(row).matchAll(/<t[hd]>(.*?)<\/t[hd]>/g)].map(([, text]) => String(text)),
  );
}

function tableOf(data: unknown, columns?: string[]): string[][] {
  const { host, console } = cellConsole();
  console.table(data, columns);
  return cells((host.data[0] as Record<string, unknown>)["text/html"]);
}

test("a table has the columns that are asked for", () => {
  expect(tableOf([{ a: 1, b: 2 }], ["b"])).toEqual([
    ["(index)", "b"],
    ["0", "2"],
  ]);
});

test("values that are no objects stand in a column of their own", () => {
  expect(tableOf([1, { a: "x" }])).toEqual([
    ["(index)", "a", "Values"],
    ["0", "", "1"],
    ["1", "x", ""],
  ]);
  expect(tableOf(new Float32Array([0.5, 1]))).toEqual([
    ["(index)", "Values"],
    ["0", "0.5"],
    ["1", "1"],
  ]);
});

test("objects, nested arrays, maps and sets are tables, too", () => {
  expect(tableOf({ up_0: { gamma: 1 }, up_1: { gamma: 2 } })).toEqual([
    ["(index)", "gamma"],
    ["up_0", "1"],
    ["up_1", "2"],
  ]);
  expect(tableOf([[1, 2], [3]])).toEqual([
    ["(index)", "0", "1"],
    ["0", "1", "2"],
    ["1", "3", ""],
  ]);
  expect(tableOf(new Map([["k", { v: 1 }]]))).toEqual([
    ["(iteration index)", "Key", "Values"],
    ["0", "k", "{ v: 1 }"],
  ]);
  expect(tableOf(new Set(["a"]))).toEqual([
    ["(iteration index)", "Values"],
    ["0", "a"],
  ]);
});

test("a long or wide table says how much it leaves out", () => {
  const { host, console } = cellConsole();
  console.table(Array.from({ length: 1_200 }, (_, i) => i));
  console.table([Array.from({ length: 150 }, (_, i) => i)]);
  const [long, wide] = host.data as Array<Record<string, string>>;
  expect(long?.["text/plain"]).toMatch(/\n… 700 more rows$/);
  expect(cells(long?.["text/html"])).toHaveLength(501);
  expect(long?.["text/html"]).toContain("<p>… 700 more rows</p>");
  expect(wide?.["text/plain"]).toMatch(/\n… 50 more columns$/);
  expect(cells(wide?.["text/html"])[0]).toHaveLength(101);
});

test("what is no table is logged", () => {
  const { host, console } = cellConsole();
  console.table(5);
  console.table("text");
  expect(host.shown).toEqual([]);
  expect(host.text("stdout")).toBe("5\ntext\n");
});
