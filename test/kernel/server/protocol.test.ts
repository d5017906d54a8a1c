import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Subscriber } from "zeromq";
import { addressOf } from "../../../kernel/protocol/connection-file.ts";
import { decodeMessage, encodeMessage } from "../../../kernel/protocol/frames.ts";
import { Session } from "../../../kernel/protocol/header.ts";
import type { Json } from "../../../kernel/protocol/messages.ts";
import { createSigner } from "../../../kernel/protocol/signature.ts";
import { ran, startKernel, type TestKernel } from "../start-kernel.ts";

describe.each([
  { transport: "tcp" as const, key: undefined },
  { transport: "ipc" as const, key: "" },
])("a kernel on $transport", ({ transport, key }) => {
  let kernel: TestKernel;
  beforeAll(async () => {
    kernel = await startKernel({ transport, ...(key === undefined ? {} : { key }) });
  });
  afterAll(() => kernel?.close());

  const ask = (type: string, content: Json, channel: "shell" | "control" = "shell") =>
    ran(kernel.client.request(type, content, { channel }));

  test.each(["shell", "control"] as const)("kernel_info is complete and true on %s", async (on) => {
    const { reply, kinds } = await ask("kernel_info_request", {}, on);
    expect(kinds).toEqual(["status busy", "status idle"]);
    expect(reply).toMatchObject({
      status: "ok",
      protocol_version: "5.5",
      implementation: "cladescope",
      implementation_version: expect.stringMatching(/^\d+\.\d+\.\d+/),
      language_info: {
        name: "typescript",
        version: "6.0.3",
        mimetype: "application/typescript",
        file_extension: ".ts",
        pygments_lexer: "typescript",
        codemirror_mode: "typescript",
        nbconvert_exporter: "script",
      },
      banner: expect.stringContaining("TypeScript 6.0.3"),
      help_links: expect.any(Array),
      supported_features: expect.any(Array),
    });
  });

  test("the heartbeat sends back what it hears", async () => {
    expect(await kernel.client.ping()).toBeGreaterThanOrEqual(0);
  });

  test("each subscriber is welcomed, also the second", async () => {
    const signer = createSigner(kernel.client.connection.key, "sha256");
    for (let i = 0; i < 2; i++) {
      const subscriber = new Subscriber({ linger: 0 });
      subscriber.connect(addressOf(kernel.client.connection, "iopub"));
      subscriber.subscribe("");
      const welcome = decodeMessage(await subscriber.receive(), signer);
      subscriber.close();
      expect(welcome).toMatchObject({
        message: {
          header: { msg_type: "iopub_welcome" },
          parent_header: {},
          content: { subscription: "" },
        },
      });
    }
  });

  test("debug_request is answered: there is no debugger", async () => {
    const content = { type: "request", seq: 7, command: "attach" };
    const { reply, kinds } = await ask("debug_request", content, "control");
    expect(kinds).toEqual(["status busy", "status idle"]);
    expect(reply).toMatchObject({
      type: "response",
      request_seq: 7,
      command: "attach",
      success: false,
      status: "error",
    });
  });

  test("a request of unknown type has no reply, but its busy and idle", async () => {
    const request = kernel.client.request("frobnicate_request", {});
    const kinds: unknown[] = [];
    for await (const { content } of request.published) kinds.push(content.execution_state);
    expect(kinds).toEqual(["busy", "idle"]);
    const proto = kernel.client.request("constructor", {});
    for await (const { content } of proto.published) kinds.push(content.execution_state);
    expect(kinds).toEqual(["busy", "idle", "busy", "idle"]);
  });

  test("frames that are no message are never answered and never fatal", async () => {
    const { client } = kernel;
    const signer = createSigner(client.connection.key, "sha256");
    const wrong = createSigner("another key", "sha256");
    const header = new Session("stranger").header("kernel_info_request");
    const heard: string[] = [];
    const stop = client.onMessage(({ parent_header: parent }) => {
      if (parent.session === header.session) heard.push(parent.msg_type ?? "");
    });
    const forged = encodeMessage({ header, parent_header: {}, content: {} }, wrong);
    const notJson = [Buffer.from(JSON.stringify(header)), "{}", "{}", "{"].map((part) =>
      Buffer.from(part),
    );
    const signed = [Buffer.from("<IDS|MSG>"), signer.sign(notJson), ...notJson];
    for (const channel of ["shell", "control", "stdin"] as const) {
      if (client.connection.key !== "") await client.sendFrames(channel, forged);
      await client.sendFrames(channel, signed);
      await client.sendFrames(channel, ["", ""]);
      await client.sendFrames(channel, ["<IDS|MSG>"]);
      await client.sendFrames(channel, ["<IDS|MSG>", "", "{}", "{}", "{}", "[]"]);
      await client.sendFrames(channel, ["\u0000\u00ff", "<IDS|MSG>", "x", "y"]);
    }
    const { reply } = await ask("kernel_info_request", {});
    expect(reply.status).toBe("ok");
    await ask("kernel_info_request", {}, "control");
    stop();
    expect(heard).toEqual([]);
    expect(client.dropped).toEqual([]);
  });

  test("requests whose content lacks members are answered all the same", async () => {
    for (const name of ["complete", "inspect", "is_complete", "history", "comm_info"]) {
      const { reply } = await ask(`${name}_request`, {});
      expect(reply.status).toMatch(/ok|complete|incomplete|unknown/);
    }
  });
});

test.each(["shell", "control"] as const)(
  "shutdown_request on %s is answered there and on iopub with its restart flag; the kernel exits with 0",
  async (channel) => {
    const { client } = await startKernel();
    const { reply, of } = await ran(
      client.request("shutdown_request", { restart: true }, { channel }),
    );
    expect(reply).toEqual({ status: "ok", restart: true });
    expect(of("shutdown_reply")).toEqual([{ status: "ok", restart: true }]);
    expect(await client.process?.exited).toEqual({ code: 0, signal: null });
    await client.close();
  },
);
