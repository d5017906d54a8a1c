import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { KernelClient } from "../../../kernel/client/kernel-client.ts";
import { ran, run, startKernel, type TestKernel } from "../start-kernel.ts";

let kernel: TestKernel;
beforeAll(async () => {
  kernel = await startKernel();
});
afterAll(() => kernel?.close());
afterEach(() => {
  kernel.client.onInput = undefined;
});

test("prompt asks the front end and gives the cell the line", async () => {
  const asked: unknown[] = [];
  kernel.client.onInput = (content) => {
    asked.push(content);
    return "Ada";
  };
  const { reply, stdout } = await run(
    kernel.client,
    "console.log('hello ' + prompt('Your name? '))",
  );
  expect(reply.status).toBe("ok");
  expect(asked).toEqual([{ prompt: "Your name? ", password: false }]);
  expect(stdout).toBe("hello Ada\n");
});

test("where no front end can be asked, the cell is told", async () => {
  const { reply } = await run(kernel.client, "prompt('?')", { allow_stdin: false });
  expect(reply.status).toBe("error");
});

test("the client that sent the cell is asked, not another", async () => {
  const other = await KernelClient.connect(kernel.client.connection);
  const asked: string[] = [];
  kernel.client.onInput = () => {
    asked.push("first");
    return "first";
  };
  other.onInput = () => {
    asked.push("other");
    return "other";
  };
  const { stdout } = await run(other, "console.log(prompt('?'))");
  expect(stdout).toBe("other\n");
  expect(asked).toEqual(["other"]);
  await other.close();
});

test("an answer without a parent counts, an answer to another question does not", async () => {
  const { client } = kernel;
  const session = client.session;
  const request = client.execute("console.log(prompt('?'))", { allow_stdin: true });
  const asked = new Promise<void>((resolve) => {
    const stop = client.onMessage((_, channel) => {
      if (channel !== "stdin") return;
      stop();
      resolve();
    });
  });
  // The client's own answer comes too late.
  client.onInput = () => new Promise(() => {});
  await asked;
  const parent = { ...request.header, session };
  await client.send("input_reply", { value: "wrong" }, { channel: "stdin", parent });
  await client.send("input_reply", { value: "right" }, { channel: "stdin" });
  expect((await ran(request)).stdout).toBe("right\n");
});

test("an interrupt ends the wait for an answer", async () => {
  const { client } = kernel;
  client.onInput = () => {
    void client.interrupt();
    return new Promise(() => {});
  };
  const { reply } = await run(client, "prompt('?')");
  expect(reply).toMatchObject({ status: "error", ename: "KeyboardInterrupt" });
  client.onInput = () => "again";
  expect((await run(client, "console.log(prompt('?'))")).stdout).toBe("again\n");
});
