import { afterAll, describe, expect, test } from "vitest";
import { LanguageWorker } from "./language-worker.ts";

const cells: LanguageWorker = new LanguageWorker();

afterAll(() => cells.stop());

describe("the TypeScript worker", () => {
  test("lowers while it reads the standard files", async () => {
    const events: string[] = [];
    await cells.ask("warmUp", {});
    const complete = cells.complete("Math.ab|").then(() => events.push("complete"));
    for (let i = 0; i < 5; i++) {
      await cells.lower(`const early${i} = ${i}`);
      events.push("lower");
    }
    await complete;
    expect(events).toEqual(["lower", "lower", "lower", "lower", "lower", "complete"]);
  });

  test("lets lowering overtake checks, and answers every request once", async () => {
    const events: string[] = [];
    const all: Array<Promise<unknown>> = [];
    for (let i = 0; i < 10; i++) {
      const { cell } = await cells.lower(`const value${i}: string = ${i}`);
      all.push(cells.ask("check", { cell }).then((found) => events.push(`check ${found.length}`)));
    }
    all.push(cells.lower("const last = 1").then(() => events.push("lower")));
    await Promise.all(all);
    expect(events).toHaveLength(11);
    expect(events.indexOf("lower")).toBeLessThan(5);
    expect(events.filter((event) => event === "check 1")).toHaveLength(10);
  });

  test("checks a cell as it was, though a later one has declared its names anew meanwhile", async () => {
    const first = await cells.lower("const twice: number = 'x'");
    const second = await cells.lower("const twice: string = 'y'; twice.length");
    expect(await cells.ask("check", { cell: second.cell })).toEqual([]);
    expect(await cells.ask("check", { cell: first.cell })).toHaveLength(1);
  });

  test("answers a check once; an unknown cell has nothing to tell", async () => {
    const { cell } = await cells.lower("const once: string = 1");
    expect(await cells.ask("check", { cell })).toHaveLength(1);
    expect(await cells.ask("check", { cell })).toEqual([]);
    expect(await cells.ask("check", { cell: 9999 })).toEqual([]);
  });

  test("says what a syntax error is, and the cell stays unknown", async () => {
    await expect(cells.lower("const broken = (")).rejects.toThrow(/^Expression expected\.$/);
    expect(await cells.codes("broken")).toEqual(["TS2304 1:1"]);
  });

  test("lowers a local file, or says that it cannot be read", async () => {
    cells.write("module.ts", "export const a: number = 1;");
    const file = await cells.ask("transpile", { path: `${cells.folder}/module.ts` });
    expect("code" in file && file.code).toContain("export const a = 1;");
    const missing = await cells.ask("transpile", { path: `${cells.folder}/missing.ts` });
    expect("error" in missing && missing.error.message).toContain("cannot be read");
  });

  test("lowers expressions without a trace", async () => {
    const answer = await cells.ask("lowerExpression", { source: "1 as number", title: "e" });
    expect("script" in answer && answer.script.hasValue).toBe(true);
    const refused = await cells.ask("lowerExpression", { source: "let hidden = 1", title: "e" });
    expect("syntaxError" in refused).toBe(true);
    expect(await cells.codes("hidden")).toEqual(["TS2304 1:1"]);
  });
});
