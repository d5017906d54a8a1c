import { spawn } from "node:child_process";
import { tmpdir } from "node:os";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { sleep, TestChild } from "./run-child.ts";

/** What a cell showed before it ended its process has all arrived when the end is told. */
async function ends(code: string, options: { memoryLimitMb?: number } = {}) {
  const child = new TestChild(options);
  await child.ready;
  const { cell } = child.start(`for (let i = 0; i < 1000; i++) console.log(i); ${code}`);
  const end = await child.ended;
  expect(child.text(cell)).toBe(Array.from({ length: 1000 }, (_, i) => `${i}\n`).join(""));
  return { ...end, child };
}

test("process.exit ends the process with its code", async () => {
  expect(await ends("process.exit(3)")).toMatchObject({ code: 3, signal: null, stderrTail: "" });
});

test("process.exit runs exit handlers, whose output arrives", async () => {
  const { child, code } = await ends(
    "process.on('exit', (c) => process.stderr.write(`bye ${c}`)); process.exit(4)",
  );
  expect(code).toBe(4);
  expect(child.text(1, "stderr")).toBe("bye 4");
});

test("process.abort and signals are told as such", async () => {
  expect(await ends("process.abort()")).toMatchObject({ code: null, signal: "SIGABRT" });
  expect(
    await ends(
      "process.kill(process.pid, 'SIGSEGV'); Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5000)",
    ),
  ).toMatchObject({ code: null, signal: "SIGSEGV" });
  expect(await ends("process.kill(process.pid, 'SIGKILL'); for (;;);")).toMatchObject({
    code: null,
    signal: "SIGKILL",
  });
});

test("a heap that outgrows the memory limit ends the process, whose last words are told", async () => {
  const { code, signal, stderrTail } = await ends(
    "{ const a = []; for (;;) a.push(new Array(1e4).fill({})); }",
    { memoryLimitMb: 64 },
  );
  expect(code === null || code !== 0).toBe(true);
  expect(signal === "SIGABRT" || code === 134).toBe(true);
  expect(stderrTail).toMatch(/heap out of memory/);
});

test("a folder that is not there is told as the reason", async () => {
  const child = new TestChild({ folder: `${tmpdir()}/no/such/folder` });
  const { code, signal, stderrTail } = await child.ended;
  expect({ code, signal }).toEqual({ code: null, signal: null });
  expect(stderrTail).toContain("ENOENT");
});

test("writing anything to the kernel's descriptor ends the child, not the kernel", async () => {
  const child = new TestChild();
  await child.ready;
  child.start("process.getBuiltinModule('node:fs').writeSync(4, 'printed by an addon'); 1");
  expect((await child.ended).signal).toBe("SIGKILL");
});

test("a subprocess that outlives the child does not keep its end from being told", async () => {
  const child = new TestChild();
  await child.ready;
  child.start(
    "console.log(process.getBuiltinModule('node:child_process').spawn('sleep', ['20'], { stdio: 'inherit' }).pid); process.exit(1)",
  );
  expect((await child.ended).code).toBe(1);
  process.kill(Number(child.text(1)));
});

test("`exit` runs exit handlers, also of a busy child", async () => {
  for (const busy of ["1", "new Promise(() => {})", "for (;;);"]) {
    const child = new TestChild();
    await child.ready;
    await child.run("process.on('exit', () => console.log('bye'))");
    child.start(busy);
    await sleep(20);
    child.child.send({ type: "exit" });
    expect(await child.ended).toMatchObject({ code: 0, signal: null, stderrTail: "" });
    expect(child.outputs.map(({ parts }) => String(parts[0]))).toContain("bye\n");
  }
});

test("`exit` ends a child whose exit handler never ends", async () => {
  const child = new TestChild();
  await child.ready;
  await child.run("process.on('exit', () => { for (;;); })");
  child.child.send({ type: "exit" });
  const { code, signal } = await child.ended;
  expect(code === 0 || signal === "SIGKILL").toBe(true);
});

const MODULE = fileURLToPath(
  new URL("../../../dist/kernel/server/child-process.js", import.meta.url),
);

/** A kernel process that runs one cell and is then killed; the child's number. */
async function orphan(code: string): Promise<number> {
  const script = `
    import { startChild } from ${JSON.stringify(MODULE)};
    const child = startChild({ folder: process.cwd() }, {
      message({ type }, parts) {
        if (type === "ready") child.send(${JSON.stringify({
          type: "execute",
          cell: 1,
          silent: false,
          allowStdin: false,
          executionCount: 1,
          userExpressions: {},
          script: {
            fileName: "__cell_1.ts",
            title: "",
            code: `console.log('runs'); ${code}`,
            map: "",
            source: "",
            names: [],
            hasValue: false,
            awaits: true,
          },
        })});
        if (type === "stream") console.log(child.pid);
      },
      agent() {}, native() {}, exit() {},
    });`;
  const parent = spawn(process.execPath, ["--input-type=module", "-e", script], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const pid = await new Promise<number>((resolve) => {
    parent.stdout.once("data", (data) => resolve(Number(data)));
  });
  parent.kill("SIGKILL");
  return pid;
}

function lives(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

test("a child ends when its kernel process is gone, whatever it is doing", async () => {
  for (const code of [
    "void 0",
    "for (;;);",
    "new Promise(() => {})",
    "process.on('exit', () => { for (;;); }); void 0",
    "process.getBuiltinModule('node:child_process').execSync('sleep 8')",
  ]) {
    const pid = await orphan(code);
    const end = Date.now() + 15_000;
    while (lives(pid) && Date.now() < end) await sleep(20);
    expect(lives(pid), code).toBe(false);
  }
});
