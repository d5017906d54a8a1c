/** Cells in TypeScript that show things, through the whole kernel. */

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Json } from "../../kernel/protocol/messages.ts";
import { type Ran, run, startKernel, type TestKernel } from "./start-kernel.ts";

const bridge = readFileSync(new URL("../../data/label-maps/bridge.png", import.meta.url));

let kernel: TestKernel;

beforeAll(async () => {
  kernel = await startKernel({
    files: (folder) => writeFileSync(join(folder, "bridge.png"), bridge),
  });
});

afterAll(() => kernel?.close());

async function cell(code: string): Promise<Ran> {
  const outcome = await run(kernel.client, code);
  expect(outcome.reply, JSON.stringify(outcome.of("error"))).toMatchObject({ status: "ok" });
  return outcome;
}

function data(contents: Json[]): unknown[] {
  return contents.map((content) => content.data);
}

test("results are plain text as Node prints it, without colours", async () => {
  const results = {
    "6 * 7": "42",
    "'two'": "'two'",
    "({ a: [1, 2], b: new Map([['k', 1n]]) })": "{ a: [ 1, 2 ], b: Map(1) { 'k' => 1n } }",
    "class Net { layers = 3 }\nnew Net()": "Net { layers: 3 }",
  };
  for (const [code, text] of Object.entries(results)) {
    expect(data((await cell(code)).of("execute_result"))).toEqual([{ "text/plain": text }]);
  }
});

test("a class with the display symbol shows itself, in TypeScript", async () => {
  const { of } = await cell(`
    class Figure {
      constructor(readonly title: string) {}
      async [Symbol.for("Jupyter.display")](): Promise<Record<string, string>> {
        return { "text/html": \`<h1>\${this.title}</h1>\` };
      }
    }
    new Figure("Banks")`);
  expect(data(of("execute_result"))).toEqual([
    { "text/html": "<h1>Banks</h1>", "text/plain": "Figure { title: 'Banks' }" },
  ]);
});

test("a handle of one cell updates what it showed from another", async () => {
  const first = await cell(
    `const progress = display.html("<progress value=0>", { id: "progress" })`,
  );
  const second = await cell(`progress.update("<progress value=1>"); undefined`);
  expect(first.of("display_data")).toMatchObject([{ transient: { display_id: "progress" } }]);
  expect(second.of("update_display_data")).toMatchObject([
    {
      data: { "text/html": "<progress value=1>" },
      transient: { display_id: "progress" },
    },
  ]);
});

test("user_expressions are shown as results are", async () => {
  const { reply } = await run(kernel.client, "const n = 2", {
    user_expressions: { list: "[n, 'x']", broken: "missing" },
  });
  expect(reply.user_expressions).toMatchObject({
    list: { status: "ok", data: { "text/plain": "[ 2, 'x' ]" }, metadata: {} },
    broken: { status: "error", ename: "ReferenceError" },
  });
});

test("console.table shows a table", async () => {
  const { of } = await cell(`console.table([{ layer: "up_0", rows: 182 }])`);
  expect(data(of("display_data"))).toEqual([
    {
      "text/html": expect.stringContaining("<td>up_0</td><td>182</td>"),
      "text/plain": expect.stringContaining("│ 'up_0' │ 182"),
    },
  ]);
});

test("a value of the notebook's own folder is a picture when it is the bytes of one", async () => {
  const { of } = await cell(`import { readFileSync } from "node:fs";\nreadFileSync("bridge.png")`);
  expect(data(of("execute_result"))).toEqual([
    { "image/png": bridge.toString("base64"), "text/plain": expect.stringMatching(/^PNG image, /) },
  ]);
});

test("a notebook written for tslab runs unchanged", async () => {
  const outputs = async (code: string) => {
    const { of, stdout } = await cell(code);
    return [
      ...(stdout === "" ? [] : [stdout]),
      ...data([...of("display_data"), ...of("update_display_data"), ...of("execute_result")]),
    ];
  };

  expect(await outputs(`import fs from "fs";\nimport * as tslab from "tslab";`)).toEqual([]);
  expect(
    await outputs(`/** Counts the ways to climb n stairs by one or two. */
function stairs(n: number): number {
    return n < 2 ? 1 : stairs(n - 1) + stairs(n - 2);
}`),
  ).toEqual([]);
  expect(
    await outputs(`{
    // Names in a block stay there.
    const n = 10;
    console.log(\`stairs(\${n}) = \${stairs(n)}\`)
}`),
  ).toEqual(["stairs(10) = 89\n"]);
  expect(
    await outputs(`interface Greeter {
    greet(): string;
}

class Polite implements Greeter {
    private name: string;

    constructor(name: string) {
        this.name = name;
    }

    greet(): string {
        return \`Good day, \${this.name}!\`;
    }
}

function say(greeter: Greeter) {
    console.log(greeter.greet());
}

say(new Polite('tslab'));`),
  ).toEqual(["Good day, tslab!\n"]);
  expect(
    await outputs(`let sleep = (ms: number) => new Promise(resolve => setTimeout(resolve, ms));
await sleep(5);
\`Slept well\``),
  ).toEqual([{ "text/plain": "'Slept well'" }]);
  expect(await outputs("sleep(5);")).toEqual([{ "text/plain": "Promise { <pending> }" }]);
  expect(
    await outputs(`tslab.display.html('Hello, <b style="color:#007ACC">Type</b>Script!')`),
  ).toMatchObject([{ "text/html": 'Hello, <b style="color:#007ACC">Type</b>Script!' }]);
  expect(await outputs("tslab.display.png(fs.readFileSync('bridge.png'))")).toMatchObject([
    { "image/png": bridge.toString("base64") },
  ]);
  expect(
    await outputs("tslab.display.latex('$\\\\sqrt{2}$')\ntslab.display.markdown('**bold**')"),
  ).toMatchObject([{ "text/latex": "$\\sqrt{2}$" }, { "text/markdown": "**bold**" }]);
  expect(
    await outputs(`const bar = tslab.newDisplay();
for (let i = 0; i <= 2; i++) {
    bar.html(\`<progress value="\${i}" max="2"></progress>\`);
    await sleep(1);
}`),
  ).toMatchObject(
    [0, 1, 2].map((i) => ({ "text/html": `<progress value="${i}" max="2"></progress>` })),
  );
  expect(await outputs("tslab.versions.node === process.version")).toEqual([
    { "text/plain": "true" },
  ]);
});
