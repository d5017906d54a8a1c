import { spawn } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { networkInterfaces, tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { freePorts } from "../../../kernel/client/free-ports.ts";
import { KernelClient } from "../../../kernel/client/kernel-client.ts";
import { ownKernelArgv } from "../../../kernel/client/own-kernel.ts";
import { startKernel } from "../start-kernel.ts";

const folder = mkdtempSync(join(tmpdir(), "cladescope-start-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** Runs the kernel until it ends by itself. */
function launch(...args: string[]): Promise<{ code: number | null; stderr: string }> {
  const [node = "", main = ""] = ownKernelArgv();
  const kernel = spawn(node, [main, ...args], { stdio: ["ignore", "ignore", "pipe"] });
  let stderr = "";
  kernel.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
  });
  return new Promise((resolve) => kernel.on("close", (code) => resolve({ code, stderr })));
}

async function connection(ip = "127.0.0.1"): Promise<Record<string, unknown>> {
  const [shell_port, iopub_port, stdin_port, control_port, hb_port] = await freePorts(5, ip);
  return {
    ...{ transport: "tcp", ip, key: "k", signature_scheme: "hmac-sha256" },
    ...{ shell_port, iopub_port, stdin_port, control_port, hb_port },
  };
}

function write(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

test("a connection file that is missing, malformed or not given: one readable line, exit code 1", async () => {
  const missing = await launch(join(folder, "none.json"));
  expect(missing.code).toBe(1);
  expect(missing.stderr).toMatch(/^\S+none\.json: there is no such connection file; try .+\n$/);

  const malformed = await launch("-f", write("malformed.json", "{"));
  expect(malformed.code).toBe(1);
  expect(malformed.stderr).toContain("malformed.json: the connection file is not JSON");

  const none = await launch();
  expect(none.code).toBe(1);
  expect(none.stderr).toContain("no connection file is given");
});

test("a port that is taken is named; exit code 1", async () => {
  const file = await connection();
  const server = createServer();
  await new Promise<void>((resolve) =>
    server.listen(Number(file.stdin_port), "127.0.0.1", resolve),
  );
  const { code, stderr } = await launch(
    "--connection-file",
    write("taken.json", JSON.stringify(file)),
  );
  server.close();
  expect(code).toBe(1);
  expect(stderr).toContain(`tcp://127.0.0.1:${file.stdin_port}`);
  expect(stderr).toContain("the address of stdin_port is taken");
  expect(stderr.trim()).not.toContain("\n");
});

const hasIpv6 = Object.values(networkInterfaces()).some((all) =>
  all?.some(({ address }) => address === "::1"),
);

test.skipIf(!hasIpv6)("kernel and client meet at an IPv6 address", async () => {
  const path = write("ipv6.json", JSON.stringify(await connection("::1")));
  const ended = launch(path);
  const client = await KernelClient.connect(path);
  expect((await client.execute("6 * 7").outcome).reply.content.status).toBe("ok");
  expect(await client.ping()).toBeGreaterThanOrEqual(0);
  await client.shutdown();
  expect((await ended).code).toBe(0);
});

test("the sockets of ipc are the user's alone, and gone when the kernel is", async () => {
  const kernel = await startKernel({ transport: "ipc" });
  const sockets = dirname(kernel.client.connection.ip);
  const names = readdirSync(sockets).filter((name) => name.startsWith("socket-"));
  expect(names).toHaveLength(5);
  for (const name of names) expect(statSync(join(sockets, name)).mode & 0o077).toBe(0);
  const { process } = kernel.client;
  await kernel.close();
  expect(process?.exit).toEqual({ code: 0, signal: null });
});

test.skipIf(process.platform === "win32")("SIGTERM ends the kernel in order", async () => {
  const { client } = await startKernel();
  const pid = client.process?.pid;
  if (pid === undefined) throw new Error("the kernel has no process");
  process.kill(pid, "SIGTERM");
  expect(await client.process?.exited).toEqual({ code: 0, signal: null });
  await client.close();
});
