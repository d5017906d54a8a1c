import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { eventually, ran, run, startKernel } from "../start-kernel.ts";

test("a shutdown answers the cell that runs and those that wait, and the kernel exits with 0", async () => {
  const { client } = await startKernel();
  const running = client.execute("console.log(1); while (true) {}");
  const waiting = client.execute("'never'");
  for await (const { header } of running.published) if (header.msg_type === "stream") break;
  const shutdown = client.request("shutdown_request", { restart: false }, { channel: "control" });
  expect((await ran(shutdown)).reply).toEqual({ status: "ok", restart: false });
  expect((await ran(running)).reply.status).toBe("error");
  expect((await ran(waiting)).reply.status).toBe("aborted");
  expect(await client.process?.exited).toEqual({ code: 0, signal: null });
  await client.close();
});

test("exit handlers of cells run before the kernel ends", async () => {
  const kernel = await startKernel();
  const { client, folder } = kernel;
  await run(
    client,
    "import { writeFileSync } from 'node:fs'; process.on('exit', () => writeFileSync('bye', ''))",
  );
  await ran(client.request("shutdown_request", { restart: false }, { channel: "control" }));
  await client.process?.exited;
  expect(existsSync(join(folder, "bye"))).toBe(true);
  await kernel.close();
});

test("what was sent before the end arrives, however much it is", async () => {
  const { client } = await startKernel();
  let shown = 0;
  client.onMessage(({ header, content }) => {
    if (header.msg_type === "stream") shown += String(content.text).length;
  });
  const cell = client.execute("process.stdout.write('x'.repeat(30_000_000)); 0");
  await cell.reply;
  const request = client.request("shutdown_request", { restart: false }, { channel: "control" });
  await request.outcome;
  await client.process?.exited;
  await eventually(
    () => shown,
    (length) => length === 30_000_000,
  );
  await client.close();
});

test.skipIf(process.platform === "win32")(
  "when the process named by JPY_PARENT_PID is gone, so is the kernel",
  async () => {
    const { spawn } = await import("node:child_process");
    const { mkdtempSync, rmSync, writeFileSync } = await import("node:fs");
    const { tmpdir } = await import("node:os");
    const { freePorts } = await import("../../../kernel/client/free-ports.ts");
    const { ownKernelArgv } = await import("../../../kernel/client/own-kernel.ts");
    const folder = mkdtempSync(join(tmpdir(), "cladescope-parent-"));
    const [shell_port, iopub_port, stdin_port, control_port, hb_port] = await freePorts(
      5,
      "127.0.0.1",
    );
    const file = join(folder, "connection.json");
    writeFileSync(
      file,
      JSON.stringify({
        ...{ transport: "tcp", ip: "127.0.0.1", key: "", signature_scheme: "hmac-sha256" },
        ...{ shell_port, iopub_port, stdin_port, control_port, hb_port },
      }),
    );
    const argv = ownKernelArgv().map((arg) => arg.replace("{connection_file}", file));
    // A server that starts the kernel, tells its id, and dies at once.
    const server = spawn(
      process.execPath,
      [
        "-e",
        `const { spawn } = require("node:child_process");
         const [node, ...args] = ${JSON.stringify(argv)};
         const env = { ...process.env, JPY_PARENT_PID: String(process.pid) };
         const kernel = spawn(node, args, { env, stdio: "ignore", detached: true });
         console.log(kernel.pid);
         setTimeout(() => process.kill(process.pid, "SIGKILL"), 1500);`,
      ],
      { stdio: ["ignore", "pipe", "inherit"] },
    );
    const pid = await new Promise<number>((resolve) =>
      server.stdout.once("data", (text: Buffer) => resolve(Number(text))),
    );
    const alive = () => {
      try {
        return process.kill(pid, 0);
      } catch {
        return false;
      }
    };
    expect(alive()).toBe(true);
    await eventually(alive, (yes) => !yes);
    rmSync(folder, { recursive: true });
  },
);
