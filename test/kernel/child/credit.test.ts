import { afterAll, beforeAll, expect, test } from "vitest";
import { sleep, TestChild } from "./run-child.ts";

let child: TestChild;

beforeAll(async () => {
  child = new TestChild();
  await child.ready;
});

afterAll(async () => {
  await child.end();
});

/** Runs a cell that prints later, then others that print meanwhile; the first must get its text, all of it. */
async function printsInItsOwnCell(code: string, expected: string): Promise<void> {
  const first = child.start(code);
  await first.done;
  const others: Array<{ cell: number }> = [];
  while (child.text(first.cell).length < expected.length) {
    const other = child.start("console.log('other'); (async () => { await 0; })()");
    others.push(other);
    await other.done;
  }
  // One more, awaiting, so that late output would have a running cell to go to.
  const last = child.start("new Promise((r) => setTimeout(r, 20))");
  await last.done;
  expect(child.text(first.cell)).toBe(expected);
  for (const { cell } of others) expect(child.text(cell)).toBe("other\n");
  expect(child.text(last.cell)).toBe("");
}

const LATE: Record<string, [code: string, expected: string]> = {
  "a timer": ["setTimeout(() => console.log('late'), 15); void 0", "late\n"],
  "an interval": [
    "{ let n = 0; const t = setInterval(() => { console.log(n); if (++n === 4) clearInterval(t); }, 4); } void 0",
    "0\n1\n2\n3\n",
  ],
  "an immediate after a timer": [
    "setTimeout(() => setImmediate(() => console.log('late')), 10); void 0",
    "late\n",
  ],
  "a microtask after a timer": [
    "setTimeout(() => queueMicrotask(() => console.log('late')), 10); void 0",
    "late\n",
  ],
  "process.nextTick after a timer": [
    "setTimeout(() => process.nextTick(() => console.log('late')), 10); void 0",
    "late\n",
  ],
  "awaits of promisified timers": [
    "{ const { setTimeout: sleep } = process.getBuiltinModule('node:timers/promises'); void (async () => { for (let i = 0; i < 3; i++) { await sleep(4); console.log(i); } })(); } void 0",
    "0\n1\n2\n",
  ],
  "util.promisify(setTimeout)": [
    "process.getBuiltinModule('node:util').promisify(setTimeout)(10, 'late').then(console.log); void 0",
    "late\n",
  ],
  "promises within promises": [
    "{ const sleep = (ms) => new Promise((r) => setTimeout(r, ms)); const f = async (n) => { await sleep(3); if (n > 0) await f(n - 1); console.log(n); }; void Promise.all([f(2), sleep(1).then(() => f(0))]); } void 0",
    "0\n0\n1\n2\n",
  ],
  "an async generator": [
    "{ async function* g() { for (let i = 0; i < 3; i++) { await new Promise((r) => setTimeout(r, 4)); yield i; } } void (async () => { for await (const i of g()) console.log(i); })(); } void 0",
    "0\n1\n2\n",
  ],
  "a thenable": [
    "void (async () => { console.log(await { then(ok) { setTimeout(() => ok('late'), 10); } }); })(); void 0",
    "late\n",
  ],
  "a file system callback": [
    "setTimeout(() => process.getBuiltinModule('node:fs').stat('/', () => console.log('late')), 10); void 0",
    "late\n",
  ],
  "a file system promise": [
    "process.getBuiltinModule('node:fs/promises').stat('/').then(() => new Promise((r) => setTimeout(r, 5))).then(() => console.log('late')); void 0",
    "late\n",
  ],
  "the output of a subprocess": [
    "{ const p = process.getBuiltinModule('node:child_process').spawn(process.execPath, ['-p', '6*7']); p.stdout.on('data', (d) => process.stdout.write(d)); p.on('close', () => console.log('closed')); } void 0",
    "42\nclosed\n",
  ],
  "the answer of a server": [
    "{ const http = process.getBuiltinModule('node:http'); const s = http.createServer((_, r) => { console.log('asked'); r.end('hi'); }); s.listen(0, async () => { const a = await fetch(`http://127.0.0.1:${s.address().port}`); console.log(await a.text()); s.close(); s.closeAllConnections(); }); } void 0",
    "asked\nhi\n",
  ],
  "a worker thread": [
    "{ const { Worker } = process.getBuiltinModule('node:worker_threads'); const w = new Worker('require(\"worker_threads\").parentPort.postMessage(1)', { eval: true }); w.on('message', (m) => console.log('message', m)); } void 0",
    "message 1\n",
  ],
  zlib: [
    "setTimeout(() => process.getBuiltinModule('node:zlib').gzip('x', () => console.log('late')), 5); void 0",
    "late\n",
  ],
  "an abort": [
    "{ const c = new AbortController(); c.signal.addEventListener('abort', () => console.log('late')); setTimeout(() => c.abort(), 10); } void 0",
    "late\n",
  ],
};

for (const [name, [code, expected]] of Object.entries(LATE)) {
  test(`late output of ${name} goes to the cell that asked for it`, async () => {
    await printsInItsOwnCell(code, expected);
  });
}

test("two cells that print at the same time get each their own lines", async () => {
  const loop = (word: string): string =>
    `void (async () => { for (let i = 0; i < 50; i++) { await new Promise((r) => setTimeout(r, i % 3)); console.log('${word}', i); } })(); void 0`;
  const a = child.start(loop("a"));
  const b = child.start(loop("b"));
  await child.until(
    () => child.text(a.cell).includes("a 49") && child.text(b.cell).includes("b 49"),
  );
  const lines = (word: string): string =>
    Array.from({ length: 50 }, (_, i) => `${word} ${i}\n`).join("");
  expect(child.text(a.cell)).toBe(lines("a"));
  expect(child.text(b.cell)).toBe(lines("b"));
});

test("after an interrupt, output is credited as before", async () => {
  const late = child.start(
    "(async () => { setTimeout(() => console.log('late'), 60); for (;;); })()",
  );
  await sleep(20);
  await child.interrupt();
  await late.done;
  const next = child.start(
    "(async () => { console.log(1); await new Promise((r) => setTimeout(r, 100)); console.log(2); })()",
  );
  await next.done;
  expect(child.text(late.cell)).toBe("late\n");
  expect(child.text(next.cell)).toBe("1\n2\n");
});

test("stdout and stderr of one cell keep their order", async () => {
  const { cell, done } = child.start(
    "for (let i = 0; i < 5; i++) { console.log(i); console.error(i); process.stdout.write(`w${i}\\n`); } void 0",
  );
  await done;
  const order = child.outputs
    .filter(({ message }) => message.type === "stream" && message.cell === cell)
    .map(({ message, parts }) => `${message.type === "stream" ? message.name : ""} ${parts[0]}`);
  expect(order).toEqual(
    [0, 1, 2, 3, 4].flatMap((i) => [`stdout ${i}\n`, `stderr ${i}\n`, `stdout w${i}\n`]),
  );
});

test("timers, their objects and their promisified forms are those of Node", async () => {
  const value = await child.value(
    `(async () => {
      const timers = process.getBuiltinModule('node:timers');
      const { promisify } = process.getBuiltinModule('node:util');
      const t = setTimeout(() => {}, 1e6, 'x');
      const i = setImmediate(() => {});
      const facts = [
        setTimeout.name, setTimeout === timers.setTimeout, t.hasRef(), t.unref().hasRef(), typeof +t,
        typeof setTimeout[promisify.custom], typeof setImmediate[promisify.custom], i.hasRef(),
        await new Promise((r) => setTimeout(function (a, b) { r(a + b + (this.constructor.name)); }, 1, 1, 2)),
        await new Promise((r) => setImmediate(function (a) { r(a + this.constructor.name); }, 'i')),
        await new Promise((r) => process.nextTick((a) => r(a), 'tick')),
      ];
      clearTimeout(+t); clearImmediate(i);
      try { setTimeout('text'); } catch (e) { facts.push(e.code); }
      return facts.join(' ');
    })()`,
  );
  expect(value).toBe(
    "'setTimeout true true false number function function true 3Timeout iImmediate tick ERR_INVALID_ARG_TYPE'",
  );
});

test("promises show no trace of the credit, and do not keep memory", async () => {
  expect(await child.value("Object.getOwnPropertySymbols(Promise.resolve(1)).length")).toBe("0");
  expect(
    await child.value("process.getBuiltinModule('node:util').inspect(Promise.resolve(1))"),
  ).toBe("'Promise { 1 }'");
  const growth = await child.value(
    `(async () => {
      const used = () => process.memoryUsage().heapUsed;
      const make = async (n) => { for (let i = 0; i < n; i++) { await i; new Promise(() => {}); } };
      await make(1e5);
      const gc = process.getBuiltinModule('node:vm').runInNewContext;
      process.getBuiltinModule('node:v8').setFlagsFromString('--expose-gc');
      const collect = gc('gc');
      collect();
      const before = used();
      await make(3e5);
      collect();
      return (used() - before) / 3e5 < 8;
    })()`,
  );
  expect(growth).toBe("true");
});
