import { afterAll, beforeAll, expect, test } from "vitest";
import { ran, run, startKernel, type TestKernel } from "../start-kernel.ts";

let kernel: TestKernel;
beforeAll(async () => {
  kernel = await startKernel();
  await run(kernel.client, "let kept = 'kept'");
});
afterAll(() => kernel?.close());

/** Runs a cell, interrupts it once it has printed, and gives its outcome. */
async function interrupted(code: string, interrupt: () => unknown) {
  const request = kernel.client.execute(code);
  for await (const { header } of request.published) if (header.msg_type === "stream") break;
  await interrupt();
  return ran(request);
}

test.each([
  ["a loop", "console.log(1); while (true) {}"],
  ["a loop after an await", "await 0; console.log(1); while (true) {}"],
  ["a pending await", "console.log(1); await new Promise(() => {})"],
  ["a loop that catches", "console.log(1); while (true) { try { JSON.parse('{'); } catch {} }"],
])("interrupt_request ends %s, and the variables stay", async (_, code) => {
  const { reply, of } = await interrupted(code, () => kernel.client.interrupt());
  expect(reply).toMatchObject({ status: "error", ename: "KeyboardInterrupt" });
  expect(of("error")).toHaveLength(1);
  const after = await run(kernel.client, "kept");
  expect(after.of("execute_result")).toMatchObject([{ data: { "text/plain": "'kept'" } }]);
});

test.each([
  ["a loop of sleeps", "for (;;) { console.log(++rounds); await sleep(10); }"],
  [
    "a loop that catches and cleans up",
    "for (;;) { try { console.log(++rounds); await sleep(10) } catch {} finally {} }",
  ],
  ["a loop over files", "for (;;) { console.log(++rounds); await readFile('/dev/null') }"],
  [
    "for await",
    "async function* all() { for (;;) { await sleep(5); yield ++rounds } }\nfor await (const x of all()) console.log(x)",
  ],
  [
    "two loops, in a cell that the compiler lowers",
    "enum E { A }\nconst f = async () => { for (;;) { console.log(++rounds, E.A); await sleep(10) } }\nawait Promise.all([f(), f()])",
  ],
])("after an interrupt, %s goes no further than its next await", async (_, code) => {
  await run(
    kernel.client,
    "import { readFile } from 'node:fs/promises'\nconst sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms)); var rounds = 0",
  );
  const { reply } = await interrupted(code, () => kernel.client.interrupt());
  expect(reply).toMatchObject({ status: "error", ename: "KeyboardInterrupt" });
  const before = await run(kernel.client, "await sleep(50); rounds");
  const after = await run(kernel.client, "await sleep(200); rounds");
  expect(after.of("execute_result")[0]?.data).toEqual(before.of("execute_result")[0]?.data);
});

test("what asks after every await keeps the order of microtasks", async () => {
  const order =
    "Promise.resolve().then(() => console.log('a')).then(() => console.log('b')); await null; console.log('c')";
  const { of } = await run(kernel.client, order);
  expect(
    of("stream")
      .map(({ text }) => text)
      .join(""),
  ).toBe("a\nc\nb\n");
});

test.skipIf(process.platform === "win32")(
  "SIGINT to the kernel's process group ends the cell, and nothing else",
  async () => {
    const { reply } = await interrupted("console.log(1); while (true) {}", () =>
      kernel.client.process?.interrupt(),
    );
    expect(reply).toMatchObject({ status: "error", ename: "KeyboardInterrupt" });
    const after = await run(kernel.client, "kept");
    expect(after.of("execute_result")).toMatchObject([{ data: { "text/plain": "'kept'" } }]);
  },
);

test("interrupt_request is answered at once; the cells behind the interrupted one are aborted", async () => {
  const { client } = kernel;
  const first = client.execute("console.log(1); while (true) {}");
  const second = client.execute("'behind'");
  for await (const { header } of first.published) if (header.msg_type === "stream") break;
  const interrupt = await ran(client.request("interrupt_request", {}, { channel: "control" }));
  expect(interrupt.reply).toEqual({ status: "ok" });
  expect(interrupt.kinds).toEqual(["status busy", "status idle"]);
  const ended = await ran(first);
  expect(ended.reply.status).toBe("error");
  expect(ended.kinds.filter((kind) => kind === "status busy")).toHaveLength(1);
  expect((await ran(second)).reply.status).toBe("aborted");
});

test("an interrupt with nothing to interrupt harms neither the variables nor the next cell", async () => {
  await kernel.client.interrupt();
  const { of } = await run(kernel.client, "kept");
  expect(of("execute_result")).toMatchObject([{ data: { "text/plain": "'kept'" } }]);
});

test("native code that does not stop within the grace is ended, and the cell says so", async () => {
  const stubborn = await startKernel({ env: { CLADESCOPE_INTERRUPT_GRACE: "0.5" } });
  const { client } = stubborn;
  await run(client, "import { execSync } from 'node:child_process'");
  const request = client.execute("console.log(1); execSync('sleep 30')");
  for await (const { header } of request.published) if (header.msg_type === "stream") break;
  await client.interrupt();
  const { reply, of } = await ran(request);
  expect(reply).toMatchObject({
    status: "error",
    ename: "KeyboardInterrupt",
    evalue: expect.stringContaining("0.5 s"),
  });
  expect(of("error")).toHaveLength(1);
  expect(String(reply.traceback)).toContain("variables of this notebook are gone");
  expect((await run(client, "1 + 1")).reply.status).toBe("ok");
  await stubborn.close();
});
