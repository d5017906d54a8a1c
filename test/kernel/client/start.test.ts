import { existsSync, readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { KernelClient } from "../../../kernel/client/kernel-client.ts";
import { KernelProcess } from "../../../kernel/client/kernel-process.ts";
import { ConnectionError } from "../../../kernel/errors.ts";

const program = (code: string) => [process.execPath, "-e", code, "{connection_file}"];

async function refusal(start: Promise<unknown>): Promise<string> {
  const error = await start.then(
    () => expect.unreachable("it should have been refused"),
    (error: unknown) => error,
  );
  expect(error).toBeInstanceOf(ConnectionError);
  return (error as ConnectionError).message;
}

test("a kernel that ends at once is refused with its exit code and what it printed", async () => {
  const argv = program("console.error('no such module: frobnicate'); process.exit(3)");
  const message = await refusal(KernelClient.start({ argv }));
  expect(message).toContain("the kernel did not start");
  expect(message).toContain("exit code 3");
  expect(message).toContain("no such module: frobnicate");
});

test("a kernel whose program is not there is refused", async () => {
  const message = await refusal(KernelClient.start({ argv: ["/no/such/program"] }));
  expect(message).toContain("ENOENT");
  expect(message).toContain("install the kernel again");
});

test("a kernel that never answers is refused after the time given, and ended", async () => {
  const argv = program("setInterval(() => {}, 1000)");
  const message = await refusal(KernelClient.start({ argv, startTimeout: 300 }));
  expect(message).toContain("does not answer within 0.3 s");
});

test("a folder that is not there is refused before anything is started", async () => {
  const argv = program("");
  const message = await refusal(KernelClient.start({ argv, cwd: "/no/such/folder" }));
  expect(message).toContain("no such folder");
});

test("the connection file can be read by the user alone, and is gone when the kernel is", async () => {
  const argv = program(
    "console.log((require('node:fs').statSync(process.argv[1]).mode & 0o777).toString(8)); setInterval(() => {}, 1000)",
  );
  const kernel = await KernelProcess.launch({ argv });
  while (kernel.tail === "") await new Promise((resolve) => setTimeout(resolve, 20));
  expect(kernel.tail.trim()).toBe("600");
  kernel.discard();
  await kernel.exited;
  expect(existsSync(kernel.connectionFile)).toBe(false);
});

test("ipc kernels meet in the private folder of their connection file", async () => {
  const before = new Set(readdirSync(tmpdir()));
  const kernel = await KernelProcess.launch({ argv: program(""), transport: "ipc" });
  const folder = readdirSync(tmpdir()).find(
    (name) => name.startsWith("cladescope-kernel-") && !before.has(name),
  );
  expect(kernel.connection.ip).toContain(join(tmpdir(), "cladescope-kernel-"));
  expect(folder).toBeDefined();
  kernel.discard();
  await kernel.exited;
});

test("each kernel has a key of its own, and an empty one where that is asked for", async () => {
  const kernels = await Promise.all([
    KernelProcess.launch({ argv: program("") }),
    KernelProcess.launch({ argv: program("") }),
    KernelProcess.launch({ argv: program(""), key: "" }),
  ]);
  const [first, second, open] = kernels.map((kernel) => kernel.connection.key);
  expect(first).not.toBe(second);
  expect(first).toMatch(/^[0-9a-f-]{36}$/);
  expect(open).toBe("");
  for (const kernel of kernels) kernel.discard();
});
