import { realpathSync } from "node:fs";
import { tmpdir } from "node:os";
import { afterAll, beforeAll, expect, test } from "vitest";
import { lowered, sleep, TestChild } from "./run-child.ts";

let child: TestChild;

beforeAll(async () => {
  child = new TestChild();
  await child.ready;
});

afterAll(async () => {
  await child.end();
});

test("a cell's value is published with its count, then the cell is done", async () => {
  const { cell, done } = child.start("6 * 7", {}, { executionCount: 12 });
  expect(await done).toEqual({ status: "ok", content: {} });
  expect(child.published(cell, "execute_result")).toEqual([
    { execution_count: 12, data: { "text/plain": "42" }, metadata: {} },
  ]);
});

test("undefined, silent cells and cells that end in a statement show nothing", async () => {
  for (const start of [
    () => child.start("undefined"),
    () => child.start("1", {}, { silent: true }),
    () => child.start("1", { hasValue: false }),
    () => child.start("throw new Error('x')", {}, { silent: true }),
  ]) {
    const { cell, done } = start();
    await done;
    expect(child.published(cell, "execute_result")).toEqual([]);
    expect(child.published(cell, "error")).toEqual([]);
  }
});

test("an error is published, and done says the same", async () => {
  const { cell, done } = child.start("throw new TypeError('no')");
  const { status, content } = await done;
  expect({ status, ename: content.ename, evalue: content.evalue }).toEqual({
    status: "error",
    ename: "TypeError",
    evalue: "no",
  });
  expect(child.published(cell, "error")).toEqual([content]);
});

test("user_expressions are values or errors, each for itself", async () => {
  const { content } = await child.run(
    "var a = 1",
    {},
    {
      userExpressions: {
        sum: lowered("a + 1"),
        late: lowered("Promise.resolve('x')"),
        wrong: lowered("b"),
        bad: { syntaxError: "Unexpected token" },
      },
    },
  );
  expect(content).toMatchObject({
    sum: { status: "ok", data: { "text/plain": "2" }, metadata: {} },
    late: { status: "ok", data: { "text/plain": "'x'" } },
    wrong: { status: "error", ename: "ReferenceError", evalue: "b is not defined" },
    bad: { status: "error", ename: "SyntaxError", evalue: "Unexpected token" },
  });
});

test("names that are accessors of the global object can be assigned", async () => {
  const names = ["navigator", "performance", "crypto", "fetch", "process", "Buffer"];
  for (const name of names) {
    await child.run(`var ${name}; ${name} = 'mine'`, { names: [name] });
    expect(await child.value(name)).toBe("'mine'");
  }
  await child.end();
  child = new TestChild();
  await child.ready;
});

test("cells may declare names of built-in objects, and the kernel goes on", async () => {
  const names =
    "Array ArrayBuffer AbortController Atomics Error JSON Map Math Number Object Promise Reflect RegExp Set String Symbol TypeError Uint8Array globalThis process Buffer console setTimeout setImmediate queueMicrotask clearTimeout".split(
      " ",
    );
  const own = new TestChild();
  await own.ready;
  await own.run(names.map((name) => `var ${name} = 7;`).join(" "), { names });
  const { cell, done } = own.start(
    "display(1); [1, 2]",
    {},
    { userExpressions: { x: lowered("1") } },
  );
  expect((await done).status).toBe("ok");
  expect(own.published(cell, "execute_result")).toHaveLength(1);
  expect(own.published(cell, "display_data")).toHaveLength(1);
  expect((await own.run("null.x")).content.ename).toBe("TypeError");
  const busy = own.start("for (;;);");
  await sleep(20);
  await own.interrupt();
  expect((await busy.done).content.ename).toBe("KeyboardInterrupt");
  await own.end();
});

test("the process looks like one that Node started: folder, arguments, no left-over descriptors", async () => {
  const own = new TestChild({ folder: tmpdir() });
  await own.ready;
  expect(await own.value("process.cwd()")).toBe(`'${realpathSync(tmpdir())}'`);
  expect(await own.value("process.argv.length")).toBe("2");
  expect(await own.value("process.title")).toBe("'cladescope cells'");
  await own.end();
});

test("native output comes by the pipes, whole characters at a time", async () => {
  const text = "žluťoučký kůň 🐎 ".repeat(2000);
  await child.run(
    `process.getBuiltinModule('node:child_process').spawnSync(process.execPath, ['-e', ${JSON.stringify(
      `process.stdout.write(${JSON.stringify(text)}); process.stderr.write('err')`,
    )}], { stdio: 'inherit' })`,
  );
  await child.until(() => child.native.stdout.length >= text.length);
  expect(child.native.stdout).toBe(text);
  expect(child.native.stderr).toBe("err");
});

test("errors that nobody catches are shown in the cell they came from, and end nothing", async () => {
  const kinds = [
    "setTimeout(() => { throw new Error('late'); }, 5); void 0",
    "void Promise.reject(new Error('late')); void 0",
    "setTimeout(() => Promise.reject(new Error('late')), 5); void 0",
    "process.nextTick(() => { throw new Error('late'); }); void 0",
    "queueMicrotask(() => { throw new Error('late'); }); void 0",
    "process.getBuiltinModule('node:fs').stat('/', () => { throw new Error('late'); }); void 0",
    "new (process.getBuiltinModule('node:events'))().emit('error', new Error('late'))",
    "{ const e = new (process.getBuiltinModule('node:events'))(); setTimeout(() => e.emit('error', new Error('late')), 5); } void 0",
    "setTimeout(() => { throw 'late'; }, 5); void 0",
  ];
  for (const code of kinds) {
    const { cell, done } = child.start(code);
    await done;
    const other = child.start("new Promise((r) => setTimeout(r, 30))");
    expect((await other.done).status, code).toBe("ok");
    expect(child.published(cell, "error"), code).toHaveLength(1);
    expect(child.published(other.cell, "error"), code).toHaveLength(0);
  }
});

test("an uncaught error of the running cell is shown at once, and the cell goes on", async () => {
  const { cell, done } = child.start(
    "(async () => { setTimeout(() => { throw new Error('aside'); }, 1); await new Promise((r) => setTimeout(r, 20)); return 'end'; })()",
  );
  expect((await done).status).toBe("ok");
  const types = child.outputs
    .filter(({ message }) => "cell" in message && message.cell === cell)
    .map(({ message }) => (message.type === "publish" ? message.messageType : message.type));
  expect(types).toEqual(["error", "execute_result", "done"]);
});

test("a listener of the user's own takes uncaught errors, as without the kernel", async () => {
  const { cell } = child.start(
    "process.once('uncaughtException', (e) => console.log('mine', e.message)); process.once('unhandledRejection', (e) => console.log('mine', e.message)); setTimeout(() => { throw new Error('a'); }); setTimeout(() => Promise.reject(new Error('b')), 5); void 0",
  );
  await child.until(() => child.text(cell).includes("mine b"));
  expect(child.text(cell)).toBe("mine a\nmine b\n");
  expect(child.published(cell, "error")).toEqual([]);
});

test("every module of Node can be required", async () => {
  const value = await child.value(
    "process.getBuiltinModule('node:module').builtinModules.filter((name) => { try { require(name); return false; } catch { return true; } })",
  );
  expect(value).toBe("[]");
});

test("removing all listeners of the process does not make the next error fatal", async () => {
  const { cell } = child.start(
    "process.removeAllListeners('uncaughtException'); process.removeAllListeners('unhandledRejection'); setTimeout(() => { throw new Error('a'); }); setTimeout(() => Promise.reject(new Error('b')), 5); void 0",
  );
  await child.until(() => child.published(cell, "error").length === 2);
  expect(await child.value("1 + 1")).toBe("2");
});

test("process.stdout.write takes text, bytes, encodings and callbacks", async () => {
  const { cell, done } = child.start(
    `(async () => {
      const euro = Buffer.from('€');
      process.stdout.write('a');
      process.stdout.write('Yg==', 'base64');
      process.stdout.write(euro.subarray(0, 1));
      process.stdout.write(euro.subarray(1));
      process.stdout.write(new Uint8Array([100]));
      await new Promise((r) => process.stdout.write('e', r));
      await new Promise((r) => process.stdout.write('f', 'utf8', r));
      process.stdout.end('g');
      process.stdout.write('h');
      let refused;
      try { process.stdout.write(7); } catch (error) { refused = error.name; }
      return [refused, process.stdout.isTTY, process.stdout.writable, process.stdout.fd, process.stdout.columns];
    })()`,
  );
  await done;
  expect(child.text(cell)).toBe("ab€defgh");
  expect(child.published(cell, "execute_result")[0]?.data).toEqual({
    "text/plain": "[ 'TypeError', false, true, 1, 80 ]",
  });
});

test("a stream can be piped to process.stdout more than once", async () => {
  const pipe =
    "process.getBuiltinModule('node:stream').Readable.from(['x', 'y']).pipe(process.stdout); void 0";
  for (let i = 0; i < 2; i++) {
    const { cell } = child.start(pipe);
    await child.until(() => child.text(cell) === "xy");
  }
});

test("100,000 lines arrive whole and in order", async () => {
  const { cell, done } = child.start("for (let i = 0; i < 1e5; i++) console.log(i); void 0");
  await done;
  const lines = child.text(cell).split("\n");
  expect(lines).toHaveLength(100_001);
  expect(lines.every((line, i) => i === 100_000 || line === String(i))).toBe(true);
});

test("an output of 50 MB arrives whole", async () => {
  const { cell, done } = child.start(
    "display({ 'text/plain': 'x'.repeat(5e7) }, { raw: true }); void 0",
  );
  await done;
  const [shown] = child.published(cell, "display_data");
  expect(JSON.stringify(shown?.data)).toBe(`{"text/plain":"${"x".repeat(5e7)}"}`);
});
