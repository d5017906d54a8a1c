import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { ConnectionError } from "../../../kernel/errors.ts";
import { addressOf, readConnectionFile } from "../../../kernel/protocol/connection-file.ts";

const folder = mkdtempSync(join(tmpdir(), "cladescope-connection-"));
afterAll(() => rmSync(folder, { recursive: true }));

const good = {
  transport: "tcp",
  ip: "127.0.0.1",
  shell_port: 1001,
  iopub_port: 1002,
  stdin_port: 1003,
  control_port: 1004,
  hb_port: 1005,
  key: "k",
  signature_scheme: "hmac-sha256",
  kernel_name: "typescript",
};

let files = 0;
function write(text: string): string {
  files += 1;
  const path = join(folder, `${files}.json`);
  writeFileSync(path, text);
  return path;
}

function refusal(path: string): string {
  try {
    readConnectionFile(path);
  } catch (error) {
    if (error instanceof ConnectionError) return error.message;
    throw error;
  }
  throw new Error("the file was accepted");
}

test("a connection file gives addresses for tcp, IPv6 and ipc", () => {
  const tcp = readConnectionFile(write(JSON.stringify(good)));
  expect(addressOf(tcp, "shell")).toBe("tcp://127.0.0.1:1001");
  expect(addressOf(tcp, "hb")).toBe("tcp://127.0.0.1:1005");
  const six = readConnectionFile(write(JSON.stringify({ ...good, ip: "::1" })));
  expect(addressOf(six, "iopub")).toBe("tcp://[::1]:1002");
  const ipc = readConnectionFile(
    write(JSON.stringify({ ...good, transport: "ipc", ip: "/tmp/kernel-1-ipc", shell_port: 1 })),
  );
  expect(addressOf(ipc, "shell")).toBe("ipc:///tmp/kernel-1-ipc-1");
});

test("transport and signature_scheme may be left out, and the key may be empty", () => {
  const { transport: _transport, signature_scheme: _scheme, ...rest } = good;
  const connection = readConnectionFile(write(JSON.stringify({ ...rest, key: "" })));
  expect(connection).toMatchObject({ transport: "tcp", hash: "sha256", key: "" });
});

test("a file that is missing or is not JSON is refused with its path and what to do", () => {
  const missing = refusal(join(folder, "none.json"));
  expect(missing).toContain("none.json: there is no such connection file");
  expect(missing).toContain("\n  try ");
  expect(refusal(folder)).toContain("cannot be read");
  expect(refusal(write("{"))).toContain("not JSON");
  expect(refusal(write("[]"))).toContain("holds no object");
});

test.each([
  [{ key: undefined }, "key is missing"],
  [{ ip: undefined }, "ip is missing"],
  [{ shell_port: undefined }, "shell_port is missing"],
  [{ hb_port: 70000 }, "hb_port is no port"],
  [{ hb_port: "1005" }, "hb_port is no port"],
  [{ iopub_port: 1001 }, "shell_port and iopub_port are the same"],
  [{ transport: "carrier pigeon" }, 'got       "carrier pigeon"'],
  [{ signature_scheme: "hmac-rot13" }, 'got       "hmac-rot13"'],
  [{ signature_scheme: "sha256" }, "unknown signature_scheme"],
])("a connection file with %j is refused: %s", (change, message) => {
  expect(refusal(write(JSON.stringify({ ...good, ...change })))).toContain(message);
});
