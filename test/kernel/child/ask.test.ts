import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { sleep, TestChild } from "./run-child.ts";

let child: TestChild;
const questions: Array<{ prompt: string; password: boolean }> = [];

beforeAll(async () => {
  child = new TestChild();
  child.onMessage = (message) => {
    if (message.type !== "input_request") return;
    questions.push({ prompt: message.prompt, password: message.password });
    if (message.prompt.startsWith("never")) return;
    child.child.send(
      message.prompt.startsWith("gone")
        ? { type: "input_reply" }
        : { type: "input_reply", value: `<${message.prompt.trim()}>` },
    );
  };
  await child.ready;
});

afterAll(async () => {
  await child.end();
});

const ASKING = { allowStdin: true };

test("a cell waits for the line that the user types, as often as it asks", async () => {
  const { cell, done } = child.start(
    "[prompt('a'), prompt('b'), prompt.password('secret')].join()",
    {},
    ASKING,
  );
  await done;
  expect(child.published(cell, "execute_result")[0]?.data).toEqual({
    "text/plain": "'<a>,<b>,<secret>'",
  });
  expect(questions).toEqual([
    { prompt: "a ", password: false },
    { prompt: "b ", password: false },
    { prompt: "secret ", password: true },
  ]);
});

test("a cell may ask after an await", async () => {
  const { cell, done } = child.start(
    "(async () => { await 0; return prompt('x'); })()",
    {},
    ASKING,
  );
  await done;
  expect(child.published(cell, "execute_result")[0]?.data).toEqual({ "text/plain": "'<x>'" });
});

test("where nobody can be asked, it is an error that says so", async () => {
  expect((await child.run("prompt('a')")).content).toMatchObject({
    ename: "StdinError",
    evalue: expect.stringContaining("the front end takes no questions"),
  });
  expect((await child.run("prompt('gone')", {}, ASKING)).content).toMatchObject({
    ename: "StdinError",
    evalue: expect.stringContaining("not answered"),
  });
  const { cell } = child.start("setTimeout(() => prompt('a'), 5); void 0", {}, ASKING);
  await child.until(() => child.published(cell, "error").length === 1);
  expect(child.published(cell, "error")[0]?.evalue).toContain("no cell is running");
});

test("a question can be interrupted, and its late answer is nobody's", async () => {
  for (let i = 0; i < 10; i++) {
    const { done } = child.start("prompt('never answered')", {}, ASKING);
    await child.until(() => questions.at(-1)?.prompt === "never answered ");
    questions.length = 0;
    await sleep(i);
    await child.interrupt();
    expect((await done).content.ename).toBe("KeyboardInterrupt");
    child.child.send({ type: "input_reply", value: "late" });
    const { cell, done: next } = child.start("prompt('next')", {}, ASKING);
    await next;
    expect(child.published(cell, "execute_result")[0]?.data).toEqual({
      "text/plain": "'<next>'",
    });
  }
});

test("a cell waits for a local file to be transpiled, and can be interrupted in that", async () => {
  const folder = mkdtempSync(join(tmpdir(), "cladescope-"));
  writeFileSync(join(folder, "slow.ts"), "export const x: number = 1;");
  const own = new TestChild({ folder });
  await own.ready;
  const requests: number[] = [];
  own.onAgent = (message) => {
    if (message.type === "transpile") requests.push(message.request);
  };
  const never = own.start("require('./slow.ts').x");
  await own.until(() => requests.length === 1);
  await own.interrupt();
  expect((await never.done).content.ename).toBe("KeyboardInterrupt");

  const { cell, done } = own.start("require('./slow.ts').x");
  await own.until(() => requests.length === 2);
  const result = { code: "exports.x = 1;", map: "", source: "", format: "commonjs" } as const;
  // The first answer comes too late, and must not be taken for the second.
  for (const [i, request] of requests.entries()) {
    const code = i === 0 ? "exports.x = 'wrong';" : result.code;
    own.child.send({ type: "transpiled", request, result: { ...result, code } });
  }
  await done;
  expect(own.published(cell, "execute_result")[0]?.data).toEqual({ "text/plain": "1" });
  await own.end();
  rmSync(folder, { recursive: true });
});
