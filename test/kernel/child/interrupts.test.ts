import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { sleep, TestChild } from "./run-child.ts";

/** Each says `busy()`, and keeps the main thread, or the cell, busy for ever. */
const BUSY: Record<string, string> = {
  "a loop": "busy(); while (true) {}",
  "a loop after an await": "(async () => { await 0; busy(); while (true) {} })()",
  "a loop after a timer":
    "(async () => { await new Promise((r) => setTimeout(r, 2)); busy(); for (;;); })()",
  "a loop after file system work":
    "(async () => { await process.getBuiltinModule('node:fs').promises.stat('/'); busy(); for (;;); })()",
  "a loop after setImmediate":
    "(async () => { await new Promise((r) => setImmediate(r)); busy(); for (;;); })()",
  "a loop in setTimeout": "setTimeout(() => { busy(); for (;;); }, 2); new Promise(() => {})",
  "a loop in setInterval":
    "setInterval(function () { clearInterval(this); busy(); for (;;); }, 2); new Promise(() => {})",
  "a loop in setImmediate": "setImmediate(() => { busy(); for (;;); }); new Promise(() => {})",
  "a loop in process.nextTick":
    "process.nextTick(() => { busy(); for (;;); }); new Promise(() => {})",
  "a loop in queueMicrotask": "queueMicrotask(() => { busy(); for (;;); }); new Promise(() => {})",
  "a loop in a file system callback":
    "process.getBuiltinModule('node:fs').stat('/', () => { busy(); for (;;); }); new Promise(() => {})",
  "a loop in then": "Promise.resolve().then(() => { busy(); for (;;); }); new Promise(() => {})",
  "a loop in an event":
    "{ const { EventEmitter } = process.getBuiltinModule('node:events'); const e = new EventEmitter(); e.on('x', () => { busy(); for (;;); }); setTimeout(() => e.emit('x'), 2); } new Promise(() => {})",
  "Atomics.wait": "busy(); Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)",
  "an await without end": "busy(); new Promise(() => {})",
  "a loop that catches everything":
    "busy(); while (true) { try { while (true) {} } catch {} finally { globalThis.z = 1; } }",
  "a getter": "Object.defineProperty({}, 'q', { get() { busy(); for (;;); } }).q",
  "a callback of map": "[1, 2, 3].map(() => { busy(); for (;;); })",
  "a callback of sort": "[3, 1, 2].sort(() => { busy(); for (;;); })",
  toJSON: "JSON.stringify({ toJSON() { busy(); for (;;); } })",
  "a microtask chain of awaits": "(async () => { busy(); for (;;) await 0; })()",
  "a microtask chain of then":
    "busy(); (function next() { Promise.resolve().then(next); })(); new Promise(() => {})",
  "a chain of nextTick":
    "busy(); (function next() { process.nextTick(next); })(); new Promise(() => {})",
  "a chain of timers": "busy(); (function next() { setTimeout(next); })(); new Promise(() => {})",
  "a regular expression": "busy(); /^(a+)+$/.test('a'.repeat(40) + 'b')",
  "a loop that prints": "busy(); for (;;) process.stdout.write('x')",
  "a loop that displays": "busy(); for (;;) display(1)",
  "a loop that makes promises": "busy(); for (;;) Promise.resolve().then(() => {})",
  "the display method of a result": "({ [Symbol.for('Jupyter.display')]() { busy(); for (;;); } })",
  "a display method that never answers":
    "({ [Symbol.for('Jupyter.display')]: () => { busy(); return new Promise(() => {}); } })",
  "a message of an error":
    "throw new (class extends Error { get message() { busy(); for (;;); } })()",
  "a message of an uncaught error":
    "setTimeout(() => { throw new (class extends Error { get message() { busy(); for (;;); } })(); }); new Promise(() => {})",
  "a thenable": "({ get then() { busy(); for (;;); } })",
  "an exit handler": "process.once('exit', () => { busy(); for (;;); }); process.emit('exit')",
};

describe("an interrupt ends", () => {
  let child: TestChild;

  beforeAll(async () => {
    child = new TestChild();
    await child.ready;
    await child.run(
      "var kept = 41; var ticks = 0; setInterval(() => { ticks++; }, 1); function busy() { console.log('busy'); }",
    );
  });

  afterAll(async () => {
    await child.end();
  });

  for (const [name, code] of Object.entries(BUSY)) {
    test(`${name}, and keeps the variables and timers of other cells`, async () => {
      for (let round = 0; round < 3; round++) {
        const { cell, done } = child.start(code);
        await child.until(() => child.text(cell).startsWith("busy\n"));
        await sleep(2 * round);
        const interrupted = child.interrupt();
        const { status, content } = await done;
        await interrupted;
        expect({ status, ename: content.ename }).toEqual({
          status: "error",
          ename: "KeyboardInterrupt",
        });
        expect(child.published(cell, "error")).toHaveLength(1);
        expect(await child.value("kept")).toBe("41");
        // Makes garbage, and needs the event loop.
        const later =
          "(async () => { const t = ticks; Array.from({ length: 1e5 }, (_, i) => ({ i })); while (ticks === t) await new Promise((r) => setTimeout(r, 1)); return 'later'; })()";
        expect(await child.value(later)).toBe("'later'");
      }
    });
  }
});

test("an interrupt while nothing runs is answered and hits no later cell", async () => {
  const child = new TestChild();
  await child.ready;
  for (let i = 0; i < 20; i++) {
    await child.interrupt();
    expect(await child.value(`${i} + 1`)).toBe(String(i + 1));
  }
  await child.end();
});

test("interrupts sent in a burst end one cell, and the next ones run", async () => {
  const child = new TestChild();
  await child.ready;
  for (let round = 0; round < 10; round++) {
    const busy = child.start(round % 2 ? "while (true) {}" : "new Promise(() => {})");
    await sleep(round);
    const interrupts = [child.interrupt(), child.interrupt(), child.interrupt()];
    expect((await busy.done).content.ename).toBe("KeyboardInterrupt");
    const next = child.run("6 * 7");
    await Promise.all(interrupts);
    expect((await next).status).toBe("ok");
  }
  await child.end();
});

test("an interrupt that comes as a cell ends loses neither its end nor the next cell", async () => {
  const child = new TestChild();
  await child.ready;
  for (let round = 0; round < 300; round++) {
    const spin = `{ const end = performance.now() + ${(round % 30) / 5}; while (performance.now() < end); }`;
    const first = child.start(`${spin} console.log('a'.repeat(${round * 10})); 1`);
    await sleep(round % 5);
    const interrupted = child.interrupt();
    const { status, content } = await first.done;
    if (status === "error") expect(content.ename).toBe("KeyboardInterrupt");
    const next = child.start("console.log('next'); 2");
    await Promise.all([interrupted, next.done]);
    expect((await next.done).status).toBe("ok");
    expect(child.text(next.cell)).toBe("next\n");
    const dones = child.outputs.filter(
      ({ message }) => message.type === "done" && message.cell === first.cell,
    );
    expect(dones).toHaveLength(1);
  }
  await child.end();
});

test("messages that come during an interrupt arrive after it", async () => {
  const child = new TestChild();
  await child.ready;
  await child.run(
    "var heard = []; Jupyter.registerTarget('t', (comm, data) => { heard.push(data); }); 1",
  );
  for (let i = 0; i < 50; i++) {
    const busy = child.start("while (true) {}");
    await sleep(2);
    const interrupted = child.interrupt();
    const open = { comm_id: `c${i}`, target_name: "t", data: i };
    child.child.send({ type: "comm", kind: "comm_open", cell: 1, metadata: {} }, [
      Buffer.from(JSON.stringify(open)),
    ]);
    await Promise.all([busy.done, interrupted]);
  }
  expect(await child.value("heard.join() === Array.from({ length: 50 }, (_, i) => i).join()")).toBe(
    "true",
  );
  await child.end();
});

test("Jupyter.signal is aborted for the interrupted cell, and fresh for the next one", async () => {
  const child = new TestChild();
  await child.ready;
  const fetching = child.start(
    "var before = Jupyter.signal; before.addEventListener('abort', () => console.log('aborted')); new Promise((_, reject) => before.addEventListener('abort', () => reject(before.reason)))",
  );
  await sleep(20);
  await child.interrupt();
  await fetching.done;
  expect(
    await child.value("[before.aborted, Jupyter.signal.aborted, Jupyter.signal === before]"),
  ).toBe("[ true, false, false ]");
  expect(child.text(fetching.cell)).toBe("aborted\n");
  // The cell's own promise was rejected after its end: nobody hears of it.
  expect(child.published(fetching.cell, "error")).toHaveLength(1);
  await child.end();
});

test("native code is interrupted as soon as it returns", async () => {
  const child = new TestChild();
  await child.ready;
  const busy = child.start(
    "process.getBuiltinModule('node:child_process').execSync('sleep 0.5'); while (true) {}",
  );
  await sleep(50);
  await child.interrupt();
  expect((await busy.done).content.ename).toBe("KeyboardInterrupt");
  expect(await child.value("1 + 1")).toBe("2");
  await child.end();
});

test("endless recursion is an ordinary error, and interrupts still work after it", async () => {
  const child = new TestChild();
  await child.ready;
  for (const code of [
    "(function f() { f(); })()",
    "(function f() { console.log('x'); f(); })()",
    "(function f() { display(1); f(); })()",
  ]) {
    const { status, content } = await child.run(code);
    expect({ status, ename: content.ename }).toEqual({ status: "error", ename: "RangeError" });
    const busy = child.start("while (true) {}");
    await sleep(10);
    await child.interrupt();
    expect((await busy.done).content.ename).toBe("KeyboardInterrupt");
    expect(await child.value("1 + 1")).toBe("2");
  }
  await child.end();
});

test("a time limit of node:vm leaves the child as it was", async () => {
  const child = new TestChild();
  await child.ready;
  for (let i = 0; i < 5; i++) {
    const { content } = await child.run(
      "process.getBuiltinModule('node:vm').runInNewContext('while (true) print()', { print: () => process.stdout.write('x') }, { timeout: 20 })",
    );
    expect(content.evalue).toMatch(/timed out/);
    const busy = child.start("while (true) {}");
    await sleep(10);
    await child.interrupt();
    expect((await busy.done).content.ename).toBe("KeyboardInterrupt");
    expect(await child.value("1 + 1")).toBe("2");
  }
  await child.end();
});

test("an interrupt while nothing runs stops what interrupted cells have left running, and no other cell's timers", async () => {
  const child = new TestChild();
  await child.ready;
  await child.run("var ticks = 0; setInterval(() => { ticks++; }, 1); void 0");
  const loop = child.start(
    "(async () => { for (let i = 0; ; i++) { console.log(i); await new Promise((r) => setTimeout(r, 2)); } })()",
  );
  await child.until(() => child.text(loop.cell).includes("3\n"));
  await child.interrupt();
  expect((await loop.done).content.ename).toBe("KeyboardInterrupt");
  await child.interrupt();
  const before = child.text(loop.cell);
  const wait =
    "(async () => { const t = ticks; while (ticks < t + 10) await new Promise((r) => setTimeout(r, 1)); return 'ticks'; })()";
  expect(await child.value(wait)).toBe("'ticks'");
  expect(child.text(loop.cell)).toBe(before);
  await child.end();
});
