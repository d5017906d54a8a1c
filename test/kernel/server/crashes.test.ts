import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { eventually, ran, run, startKernel, type TestKernel } from "../start-kernel.ts";

let kernel: TestKernel;
beforeAll(async () => {
  kernel = await startKernel({ env: { CLADESCOPE_MEMORY_LIMIT: "64" } });
});
afterAll(() => kernel?.close());

test.each([
  ["process.exit(3)", "exit code 3"],
  ["process.abort()", "SIGABRT"],
  ["process.kill(process.pid, 'SIGSEGV'); await new Promise(() => {})", "SIGSEGV"],
  [
    "const all: unknown[] = []; for (;;) all.push(new Array(1000).fill({}))",
    "JavaScript heap out of memory",
  ],
])("%s ends the cell with a clear error, and the next cell runs", async (code, reason) => {
  const { client } = kernel;
  await run(client, "var mine = 1; console.log('before')");
  const { reply, of, kinds, stdout, stderr } = await run(
    client,
    `console.log('last words'); ${code}`,
  );
  expect(reply).toMatchObject({
    status: "error",
    ename: "ProcessEnded",
    evalue: expect.stringContaining(reason),
  });
  expect(of("error")).toHaveLength(1);
  expect(kinds.at(-1)).toBe("status idle");
  expect(stdout).toBe("last words\n");
  expect(stderr).toBe("");
  expect(String(reply.traceback)).toContain("variables of this notebook are gone");
  const after = await run(client, "typeof mine");
  expect(after.of("execute_result")).toMatchObject([{ data: { "text/plain": "'undefined'" } }]);
});

test("endless recursion is an error of the cell, and the variables stay", async () => {
  const { client } = kernel;
  await run(client, "var mine = 1; function f(): number { return f() + 1 }");
  expect((await run(client, "f()")).reply).toMatchObject({ status: "error", ename: "RangeError" });
  expect((await run(client, "mine")).reply.status).toBe("ok");
});

test("a crash aborts the cells behind it, and counts go on", async () => {
  const { client } = kernel;
  const [crash, behind] = await Promise.all(
    [
      client.execute("await new Promise((r) => setTimeout(r, 1000)); process.exit(1)"),
      client.execute("'behind'"),
    ].map(ran),
  );
  expect(behind?.reply.status).toBe("aborted");
  const { reply } = await run(client, "1");
  expect(reply.execution_count).toBe(Number(crash?.reply.execution_count) + 1);
});

test("a crash between cells is told below the last cell, and open comms are closed", async () => {
  const { client } = kernel;
  const told: string[] = [];
  const closed: unknown[] = [];
  const stop = client.onMessage(({ header, parent_header: parent, content }) => {
    if (header.msg_type === "stream") told.push(`${parent.msg_id} ${content.name} ${content.text}`);
    if (header.msg_type === "comm_close") closed.push(content.comm_id);
  });
  const request = client.execute(
    "const open = Jupyter.openComm('somewhere'); setTimeout(() => process.exit(4), 200); 0",
  );
  const { of } = await ran(request);
  await eventually(
    () => told.join(""),
    (text) => text.includes("gone"),
  );
  stop();
  expect(told.join("")).toContain(`${request.id} stderr`);
  expect(told.join("")).toContain("exit code 4");
  expect(closed).toEqual(of("comm_open").map(({ comm_id }) => comm_id));
  const { reply } = await ran(client.request("comm_info_request", {}));
  expect(reply.comms).toEqual({});
  expect((await run(client, "1")).reply.status).toBe("ok");
});

test("when no process can be started any more, each cell says why, and the kernel stays", async () => {
  // The history lies elsewhere: adding a line to it makes its folder anew.
  const elsewhere = mkdtempSync(join(tmpdir(), "cladescope-history-"));
  const { client, close } = await startKernel({
    env: { CLADESCOPE_HISTORY: join(elsewhere, "history.jsonl") },
  });
  await run(client, "import { rmSync } from 'node:fs'");
  await run(client, "rmSync(process.cwd(), { recursive: true }); process.exit(1)");
  // The folder is gone, and with it the place to start a process in.
  for (let i = 0; i < 2; i++) {
    const { reply } = await run(client, "1 + 1");
    expect(reply).toMatchObject({
      status: "error",
      ename: "ProcessFailed",
      evalue: expect.stringContaining("no process to run cells in can be started"),
    });
  }
  expect((await ran(client.request("kernel_info_request", {}))).reply.status).toBe("ok");
  await close();
  rmSync(elsewhere, { recursive: true });
});

test("a cell that closes the kernel's own descriptor costs the variables, not the kernel", async () => {
  const { client } = kernel;
  await run(client, "require('node:fs').closeSync(3)");
  // The cell that is sent to the deaf process fails with it.
  await eventually(
    async () => (await run(client, "6 * 7")).reply.status,
    (status) => status === "ok",
  );
});
