import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Json } from "../../../kernel/protocol/messages.ts";
import { ran, run, startKernel, type TestKernel } from "../start-kernel.ts";

let kernel: TestKernel;
beforeAll(async () => {
  kernel = await startKernel();
  await run(kernel.client, "const shape = [1, 2]");
  // The compiler has read its files when it has answered once.
  await kernel.client.request("complete_request", { code: "sha", cursor_pos: 3 }).reply;
});
afterAll(() => kernel?.close());

const ask = (type: string, content: Json) => ran(kernel.client.request(type, content));

test("while a cell loops, all but cells are answered, and the kernel still says busy", async () => {
  const { client, folder } = kernel;
  const cell = client.execute("while (!require('node:fs').existsSync('enough')); 'over'");
  for await (const { header } of cell.published) if (header.msg_type === "execute_input") break;

  const states: string[] = [];
  const stop = client.onMessage(({ header, parent_header: parent, content }) => {
    if (header.msg_type === "status") {
      states.push(`${parent.msg_type} ${content.execution_state}`);
    }
  });
  expect((await ask("kernel_info_request", {})).reply.status).toBe("ok");
  await ask("kernel_info_request", {});
  expect(states.slice(0, 3)).toEqual([
    "kernel_info_request busy",
    "kernel_info_request idle",
    "execute_request busy",
  ]);
  stop();

  const completed = await ask("complete_request", { code: "sha", cursor_pos: 3 });
  expect(completed.reply.matches).toContain("shape");
  expect((await ask("inspect_request", { code: "shape", cursor_pos: 5 })).reply.found).toBe(true);
  expect((await ask("is_complete_request", { code: "f(" })).reply.status).toBe("incomplete");
  expect((await ask("comm_info_request", {})).reply).toEqual({ status: "ok", comms: {} });
  expect(
    (await ask("history_request", { hist_access_type: "tail", n: 1 })).reply.history,
  ).toHaveLength(1);
  expect(await client.ping()).toBeGreaterThanOrEqual(0);
  expect(cell.settled).toBe(false);
  writeFileSync(join(folder, "enough"), "");
  expect((await cell.outcome).reply.content.status).toBe("ok");
});

test("completion counts code points and tells types", async () => {
  const { reply } = await ask("complete_request", { code: "'👍'; Math.ab", cursor_pos: 12 });
  expect(reply).toMatchObject({
    status: "ok",
    matches: ["abs"],
    cursor_start: 10,
    cursor_end: 12,
    metadata: {
      _jupyter_types_experimental: [
        {
          text: "abs",
          type: expect.any(String),
          signature: expect.any(String),
          start: 10,
          end: 12,
        },
      ],
    },
  });
});

test("inspection answers in markdown and plain text, or says that nothing is found", async () => {
  const found = await ask("inspect_request", { code: "Math.abs(", cursor_pos: 9 });
  expect(found.reply).toMatchObject({
    status: "ok",
    found: true,
    data: {
      "text/plain": expect.stringContaining("abs"),
      "text/markdown": expect.stringContaining("abs"),
    },
  });
  const none = await ask("inspect_request", { code: "   ", cursor_pos: 1 });
  expect(none.reply).toEqual({ status: "ok", found: false, data: {}, metadata: {} });
});

test.each([
  ["const x = 1", "complete"],
  ["function f() {", "incomplete"],
  ["const = 1", "invalid"],
])("is_complete of %j is %s", async (code, status) => {
  expect((await ask("is_complete_request", { code })).reply.status).toBe(status);
});
