import { afterAll, beforeAll, expect, test } from "vitest";
import type { Message } from "../../../kernel/protocol/messages.ts";
import { eventually, ran, run, startKernel, type TestKernel } from "../start-kernel.ts";

let kernel: TestKernel;
const published: Message[] = [];
beforeAll(async () => {
  kernel = await startKernel();
  kernel.client.onMessage((message, channel) => {
    if (channel === "iopub") published.push(message);
  });
  await run(
    kernel.client,
    `Jupyter.registerTarget("echo", (comm) => {
       comm.onMessage((data, buffers) => { console.log("heard"); comm.send({ echo: data }, buffers); });
     })`,
  );
});
afterAll(() => kernel?.close());

const heard = (type: string, id: unknown): Promise<Message[]> =>
  eventually(
    () =>
      published.filter(({ header, content }) => header.msg_type === type && content.comm_id === id),
    (messages) => messages.length > 0,
  );
const info = async (content = {}) =>
  (await ran(kernel.client.request("comm_info_request", content))).reply.comms;

test("a comm of the front end is answered by the target's handler, buffers included", async () => {
  const { client } = kernel;
  await client.send("comm_open", { comm_id: "c1", target_name: "echo", data: {} });
  expect(await info()).toEqual({ c1: { target_name: "echo" } });
  expect(await info({ target_name: "other" })).toEqual({});
  expect(await info({ target_name: "echo" })).toHaveProperty("c1");

  const buffers = [new Uint8Array([1, 2, 255])];
  const request = client.request("comm_msg", { comm_id: "c1", data: { n: 1 } }, { buffers });
  const [message] = await heard("comm_msg", "c1");
  expect(message?.content.data).toEqual({ echo: { n: 1 } });
  expect(message?.buffers.map((buffer) => [...buffer])).toEqual([[1, 2, 255]]);
  expect(message?.parent_header.msg_id).toBe(request.id);
  const [output] = await eventually(
    () => published.filter(({ content }) => content.text === "heard\n"),
    (messages) => messages.length > 0,
  );
  expect(output?.parent_header.msg_id).toBe(request.id);

  await client.send("comm_close", { comm_id: "c1", data: {} });
  await eventually(info, (comms) => !("c1" in (comms as object)));
});

test("what a handler shows and sends comes before idle, and an interrupt ends a handler that loops", async () => {
  const { client } = kernel;
  await run(
    client,
    `Jupyter.registerTarget("busy", (comm) => {
       comm.onMessage((data) => {
         console.log("began");
         if (data === "loop") for (;;);
         comm.send("ended");
       });
     })`,
  );
  const tell = (data: string) => client.request("comm_msg", { comm_id: "b1", data });
  await client.send("comm_open", { comm_id: "b1", target_name: "busy", data: {} });
  const kinds: string[] = [];
  for await (const { header } of tell("once").published) kinds.push(header.msg_type);
  expect(kinds).toEqual(["status", "stream", "comm_msg", "status"]);

  const looping: string[] = [];
  for await (const { header } of tell("loop").published) {
    looping.push(header.msg_type);
    if (header.msg_type === "stream") await client.interrupt();
  }
  expect(looping).toEqual(["status", "stream", "status"]);
  await client.send("comm_close", { comm_id: "b1", data: {} });
});

test("a comm to an unknown target is closed on iopub", async () => {
  await kernel.client.send("comm_open", { comm_id: "c2", target_name: "nobody", data: {} });
  await heard("comm_close", "c2");
  expect(await info()).toEqual({});
});

test("a comm that a cell opens is announced, listed, and closed", async () => {
  const { of } = await run(kernel.client, "const mine = Jupyter.openComm('panel', { a: 1 }); 0");
  const [open] = of("comm_open");
  expect(open).toMatchObject({ target_name: "panel", data: { a: 1 } });
  expect(await info({ target_name: "panel" })).toEqual({
    [String(open?.comm_id)]: { target_name: "panel" },
  });
  const closed = await run(kernel.client, "mine.close({ why: 'done' })");
  expect(closed.of("comm_close")).toMatchObject([{ comm_id: open?.comm_id }]);
  expect(await info()).toEqual({});
});

test("messages are handled while a cell awaits them", async () => {
  const { client } = kernel;
  const cell = client.execute(
    `const panel = Jupyter.openComm('panel');
     console.log(await new Promise((resolve) => panel.onMessage((data) => resolve(data.value))))`,
  );
  let id: unknown;
  for await (const { header, content } of cell.published) {
    if (header.msg_type !== "comm_open") continue;
    id = content.comm_id;
    break;
  }
  await client.send("comm_msg", { comm_id: id, data: { value: 42 } });
  expect((await ran(cell)).stdout).toBe("42\n");
});

test("a message that comes to nobody, because the cell before it ends the process, ends in idle", async () => {
  const { client } = kernel;
  await client.send("comm_open", { comm_id: "e1", target_name: "echo", data: {} });
  const cell = client.execute(
    "console.log(1); const end = Date.now() + 300; while (Date.now() < end); process.exit(1)",
  );
  for await (const { header } of cell.published) if (header.msg_type === "stream") break;
  const kinds: string[] = [];
  const message = client.request("comm_msg", { comm_id: "e1", data: {} });
  for await (const { header } of message.published) kinds.push(header.msg_type);
  expect(kinds).toEqual(["status", "status"]);
  expect((await ran(cell)).reply.ename).toBe("ProcessEnded");
});
