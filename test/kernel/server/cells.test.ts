import { afterAll, beforeAll, expect, test } from "vitest";
import { ran, run, startKernel, type TestKernel } from "../start-kernel.ts";

let kernel: TestKernel;
beforeAll(async () => {
  kernel = await startKernel();
});
afterAll(() => kernel?.close());

test("a cell is busy, shows its input, its outputs, then replies and is idle", async () => {
  const { reply, kinds, of } = await run(kernel.client, "console.log('hi'); 6 * 7");
  expect(kinds).toEqual([
    "status busy",
    "execute_input",
    "stream stdout",
    "execute_result",
    "status idle",
  ]);
  expect(reply).toMatchObject({ status: "ok", user_expressions: {}, payload: [] });
  const { execution_count } = reply;
  expect(of("execute_input")).toEqual([{ code: "console.log('hi'); 6 * 7", execution_count }]);
  expect(of("execute_result")).toEqual([
    { execution_count, data: { "text/plain": "42" }, metadata: {} },
  ]);
});

test("cells run in the order they came, one at a time", async () => {
  const { client } = kernel;
  const requests = [
    client.execute(
      "const seen: string[] = []; await new Promise((r) => setTimeout(r, 100)); seen.push('a')",
    ),
    client.execute("seen.push('b'); 0"),
    client.execute("seen.push('c'); seen.join('')"),
  ];
  const order: string[] = [];
  const stop = client.onMessage(({ header, parent_header: parent, content }) => {
    if (header.msg_type === "status") {
      const index = requests.findIndex(({ id }) => id === parent.msg_id);
      order.push(`${index} ${content.execution_state}`);
    }
  });
  const [, , third] = await Promise.all(requests.map(ran));
  stop();
  expect(order).toEqual(["0 busy", "0 idle", "1 busy", "1 idle", "2 busy", "2 idle"]);
  expect(third?.of("execute_result")).toMatchObject([{ data: { "text/plain": "'abc'" } }]);
});

test("the count goes up with cells that are stored, and only with them", async () => {
  const { client } = kernel;
  const count = async (code: string, content = {}) =>
    (await run(client, code, content)).reply.execution_count;
  const first = Number(await count("1"));
  expect(await count("2", { silent: true })).toBe(first);
  expect(await count("2", { silent: true, store_history: true })).toBe(first);
  expect(await count("2", { store_history: false })).toBe(first);
  expect(await count("")).toBe(first);
  expect(await count("  \n")).toBe(first);
  expect(await count("3")).toBe(first + 1);
});

test("a silent cell says nothing but busy and idle, also when it fails", async () => {
  const quiet = await run(kernel.client, "1 + 1", { silent: true });
  expect(quiet.kinds).toEqual(["status busy", "status idle"]);
  const printing = "console.log('a'); display('b'); clear(); console.error('c'); 'd'";
  expect((await run(kernel.client, printing, { silent: true })).kinds).toEqual(quiet.kinds);
  const failed = await run(kernel.client, "throw new Error('x')", { silent: true });
  expect(failed.kinds).toEqual(["status busy", "status idle"]);
  expect(failed.reply).toMatchObject({ status: "error", ename: "Error", evalue: "x" });
});

test("user_expressions are evaluated after the cell, each with its own outcome", async () => {
  const { reply } = await run(kernel.client, "const width = 3", {
    user_expressions: { double: "width * 2", unknown: "nowhere", broken: "1 +" },
  });
  expect(reply.user_expressions).toMatchObject({
    double: { status: "ok", data: { "text/plain": "6" } },
    unknown: { status: "error", ename: "ReferenceError" },
    broken: { status: "error", ename: "SyntaxError" },
  });
  const alone = await run(kernel.client, "", { user_expressions: { triple: "width * 3" } });
  expect(alone.reply.user_expressions).toMatchObject({ triple: { data: { "text/plain": "9" } } });
});

test("an error is published and replied, with the same words", async () => {
  const { reply, of, kinds } = await run(kernel.client, "throw new TypeError('no such class')");
  expect(kinds.filter((kind) => kind === "error")).toHaveLength(1);
  const [error] = of("error");
  expect(error).toMatchObject({
    ename: "TypeError",
    evalue: "no such class",
    traceback: expect.any(Array),
  });
  expect(reply).toMatchObject({ status: "error", ...error });
});

test("a syntax error is an error like others", async () => {
  const { reply, of } = await run(kernel.client, "const = 1");
  expect(reply).toMatchObject({ status: "error", ename: "SyntaxError" });
  expect(of("error")).toHaveLength(1);
});

test("after an error, what is queued is aborted; what comes later runs", async () => {
  const { client } = kernel;
  const outcomes = await Promise.all(
    [
      // It fails after the others have come, however busy the machine is.
      client.execute("await new Promise((r) => setTimeout(r, 1000)); throw new Error('stop')"),
      client.execute("'never'"),
      client.execute("'neither'"),
    ].map(ran),
  );
  expect(outcomes.map(({ reply }) => reply.status)).toEqual(["error", "aborted", "aborted"]);
  expect(outcomes[1]?.kinds).toEqual(["status busy", "status idle"]);
  expect((await run(client, "'later'")).reply.status).toBe("ok");
});

test("with stop_on_error false, and after a silent error, the queue goes on", async () => {
  const { client } = kernel;
  for (const content of [{ stop_on_error: false }, { silent: true }]) {
    const [, next] = await Promise.all(
      [client.execute("throw new Error('go on')", content), client.execute("'next'")].map(ran),
    );
    expect(next?.reply.status).toBe("ok");
  }
});

test("5,000 lines arrive, all and in order, in few messages, before the reply's idle", async () => {
  const { stdout, kinds } = await run(
    kernel.client,
    "for (let i = 0; i < 5000; i++) console.log(i)",
  );
  expect(stdout.trim().split("\n").map(Number)).toEqual(Array.from({ length: 5000 }, (_, i) => i));
  expect(kinds.length).toBeLessThan(200);
});

test("stdout, stderr and displays keep their order", async () => {
  const { kinds } = await run(
    kernel.client,
    "console.log('a'); console.error('b'); display.html('<b>c</b>'); console.log('d')",
  );
  expect(kinds.slice(2, -1)).toEqual([
    "stream stdout",
    "stream stderr",
    "display_data",
    "stream stdout",
  ]);
});

test("late output goes to the cell that started it, also while another runs", async () => {
  const { client } = kernel;
  const late = client.execute("setTimeout(() => console.log('late'), 300); 0");
  await late.outcome;
  const parents: unknown[] = [];
  const stop = client.onMessage(({ header, parent_header: parent, content }) => {
    if (header.msg_type === "stream" && content.text === "late\n") parents.push(parent.msg_id);
  });
  const next = await run(
    client,
    "await new Promise((r) => setTimeout(r, 1000)); console.log('own')",
  );
  stop();
  expect(next.stdout).toBe("own\n");
  expect(parents).toEqual([late.id]);
});

test("what subprocesses print belongs to the cell", async () => {
  const { stdout } = await run(
    kernel.client,
    "import { execFileSync } from 'node:child_process';\n" +
      "execFileSync(process.execPath, ['-e', 'console.log(\"from below\")'], { stdio: 'inherit' }); 0",
  );
  expect(stdout).toBe("from below\n");
});
