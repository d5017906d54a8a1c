import { afterAll, beforeAll, expect, test } from "vitest";
import { KernelClient } from "../../../kernel/client/kernel-client.ts";
import { ownKernelArgv } from "../../../kernel/client/own-kernel.ts";
import type { Json, Message } from "../../../kernel/protocol/messages.ts";

const start = (transport: "tcp" | "ipc" = "tcp", key?: string) =>
  KernelClient.start({
    ...{ argv: ownKernelArgv(), transport, key },
    env: { CLADESCOPE_HISTORY: "{connection_file}.history", CLADESCOPE_TYPECHECK: "off" },
  });

let client: KernelClient;
beforeAll(async () => {
  client = await start();
});
afterAll(() => client.shutdown());

const contents = (messages: readonly Message[], type: string): Json[] =>
  messages.filter(({ header }) => header.msg_type === type).map(({ content }) => content);

test("a request gives its reply and all that was published because of it, from busy to idle", async () => {
  const { reply, published } = await client.execute("console.log('a'); 6 * 7").outcome;
  expect(reply.content).toMatchObject({ status: "ok" });
  expect(published.map(({ header }) => header.msg_type)).toEqual([
    ...["status", "execute_input", "stream", "execute_result", "status"],
  ]);
  expect(contents(published, "execute_result")).toMatchObject([{ data: { "text/plain": "42" } }]);
});

test("what is published can be read as it comes, and ends with idle", async () => {
  const request = client.execute("console.log('one'); await 0; console.log('two')");
  const types: string[] = [];
  for await (const message of request.published) types.push(message.header.msg_type);
  expect(types.at(-1)).toBe("status");
  expect(types).toContain("stream");
});

test("requests sent at once are all answered, each with its own", async () => {
  const requests = Array.from({ length: 50 }, (_, i) => client.execute(`${i} * 2`));
  const outcomes = await Promise.all(requests.map(({ outcome }) => outcome));
  const results = outcomes.map(({ published }) => contents(published, "execute_result")[0]?.data);
  expect(results).toEqual(Array.from({ length: 50 }, (_, i) => ({ "text/plain": `${2 * i}` })));
});

test("an interrupt on control stops a cell, and the heartbeat goes on meanwhile", async () => {
  const request = client.execute("while (true) {}");
  await new Promise((resolve) => setTimeout(resolve, 200));
  expect(await client.ping()).toBeGreaterThan(0);
  await client.interrupt();
  expect((await request.reply).content).toMatchObject({ status: "error" });
});

test("a cell that asks is answered by onInput", async () => {
  client.onInput = ({ prompt }) => `to ${prompt}`;
  const { published } = await client.execute("prompt('you?')").outcome;
  client.onInput = undefined;
  expect(JSON.stringify(contents(published, "execute_result"))).toContain("to you?");
});

test("frames that are no messages, or forged ones, do no harm to the kernel", async () => {
  await client.sendFrames("shell", ["", "<IDS|MSG>", "?"]);
  await client.sendFrames("control", [Uint8Array.of(0, 255)]);
  await client.sendFrames("shell", ["<IDS|MSG>", "0".repeat(64), "{}", "{}", "{}", "{}"]);
  expect((await client.execute("1").reply).content.status).toBe("ok");
  expect(client.dropped).toEqual([]);
});

test("a second client connects by the connection file and hears what the first one does", async () => {
  const second = await KernelClient.connect(client.process?.connectionFile ?? "");
  const heard: string[] = [];
  second.onMessage(({ parent_header }, channel) => {
    if (channel === "iopub") heard.push(parent_header.session ?? "");
  });
  await client.execute("'for both'").outcome;
  await second.execute("1").outcome;
  await second.close();
  expect(heard).toContain(client.session);
  expect(await client.ping()).toBeGreaterThan(0);
});

test.each(["tcp", "ipc"] as const)("a kernel on %s works, with and without a key", async (way) => {
  for (const key of [undefined, ""]) {
    const other = await start(way, key);
    expect((await other.execute("1").reply).content.status).toBe("ok");
    await other.shutdown();
    expect(other.process?.exit).toEqual({ code: 0, signal: null });
  }
});

test("when the kernel's process is killed, what is under way fails with what happened", async () => {
  const other = await start();
  const request = other.execute("await new Promise(() => {})");
  await new Promise((resolve) => setTimeout(resolve, 200));
  other.process?.kill();
  await expect(request.reply).rejects.toThrow("the kernel process has ended");
  await expect(request.outcome).rejects.toThrow("SIGKILL");
  await expect(other.execute("1").reply).rejects.toThrow("the kernel process has ended");
  await other.close();
});
