/** What cells show, in a child process: lowered by hand, so that the parts are seen as the child writes them. */

import { afterAll, beforeAll, expect, test } from "vitest";
import { TestChild } from "../run-child.ts";

let child: TestChild;

beforeAll(async () => {
  child = new TestChild();
  await child.ready;
});

afterAll(() => child.end());

/** What a cell sent before its end, as "stdout text" or "display_data {…data}". */
function sent(cell: number): string[] {
  return child.outputs.flatMap(({ message, parts }) => {
    if (!("cell" in message) || message.cell !== cell) return [];
    if (message.type === "stream") return [`${message.name} ${parts[0]}`];
    if (message.type !== "publish") return [message.type];
    return [`${message.messageType} ${JSON.stringify(JSON.parse(String(parts[0])).data)}`];
  });
}

async function run(code: string): Promise<string[]> {
  const { cell, done } = child.start(code);
  const { status, content } = await done;
  expect(status, JSON.stringify(content)).toBe("ok");
  return sent(cell);
}

test("what a cell prints and shows keeps its order, whatever the way", async () => {
  expect(
    await run(`
      console.log("one");
      display("two");
      process.stdout.write("three");
      console.error("four");
      display.html("five");
      "six"`),
  ).toEqual([
    "stdout one\n",
    `display_data {"text/plain":"'two'"}`,
    "stdout three",
    "stderr four\n",
    `display_data {"text/html":"five","text/plain":"[text/html]"}`,
    `execute_result {"text/plain":"'six'"}`,
    "done",
  ]);
});

test("a cell that ends in display() has no second output", async () => {
  expect(await run(`display.markdown("*once*")`)).toEqual([
    `display_data {"text/markdown":"*once*","text/plain":"*once*"}`,
    "done",
  ]);
});

test("a bundle that is made asynchronously is shown before the cell is done", async () => {
  expect(
    await run(`
      display({ [Symbol.for("Jupyter.display")]: () =>
        new Promise((made) => setTimeout(made, 20, { "text/plain": "made" })) });
      undefined`),
  ).toEqual([`display_data {"text/plain":"made"}`, "done"]);
});

test("a display method that throws is shown as an error, and the value as text", async () => {
  const output = await run(`({
    name: "figure",
    [Symbol.for("Jupyter.display")]() { throw new Error("no data") } })`);
  expect(output).toEqual([
    "error undefined",
    expect.stringMatching(/^execute_result \{"text\/plain":"\{\\n? *name: 'figure'/),
    "done",
  ]);
});

test("what a timer prints and shows belongs to the cell that started it", async () => {
  const { cell, done } = child.start(
    `setTimeout(() => { console.log("late"); display(1); console.table([2]); }, 30); undefined`,
  );
  await done;
  await run("'meanwhile'");
  await child.until(() => sent(cell).length === 4);
  expect(sent(cell)).toEqual([
    "done",
    "stdout late\n",
    `display_data {"text/plain":"1"}`,
    expect.stringContaining("text/html"),
  ]);
});

test("the globals are there, and cells may declare the same names", async () => {
  expect(await child.value(`[display, clear, prompt, confirm].map((f) => typeof f).join()`)).toBe(
    "'function,function,function,function'",
  );
  expect(await child.value(`Jupyter === globalThis[Symbol.for("Jupyter.kernel")]`)).toBe("true");
  expect(await child.value(`Jupyter.signal.constructor.name`)).toBe("'AbortSignal'");
  expect(await child.value(`var clear = 1, confirm = 2; clear + confirm`)).toBe("3");
  expect(
    await child.value(
      `Object.getOwnPropertyDescriptor(globalThis, Symbol.for("Jupyter.kernel")).writable`,
    ),
  ).toBe("false");
});

test("node:console is the same console, also for its named functions", async () => {
  expect(await child.value(`process.getBuiltinModule("console") === console`)).toBe("true");
  expect(await child.value(`typeof new console.Console(process.stdout).log`)).toBe("'function'");
});

test("clear() and console.clear() clear the output", async () => {
  const own = new TestChild();
  await own.ready;
  const { cell, done } = own.start(`console.clear(); clear(); clear(true);`);
  await done;
  expect(own.published(cell, "clear_output")).toEqual([
    { wait: false },
    { wait: false },
    { wait: true },
  ]);
  await own.end();
});

test("prompt() waits for the line that the user types", async () => {
  const { cell, done } = child.start(
    `console.log(prompt("Name?", "Ada"), prompt.password("Key?"))`,
    {},
    { allowStdin: true },
  );
  const asked: unknown[] = [];
  child.onMessage = (message) => {
    if (message.type !== "input_request") return;
    asked.push([message.prompt, message.password]);
    child.child.send({ type: "input_reply", value: asked.length === 1 ? "" : "secret" });
  };
  await done;
  expect(asked).toEqual([
    ["Name? [Ada] ", false],
    ["Key? ", true],
  ]);
  expect(child.text(cell)).toBe("Ada secret\n");
});

test("a loop in a value's own inspection can be interrupted, and the next cell goes on", async () => {
  const looping = child.start(`({
    [Symbol.for("nodejs.util.inspect.custom")]() { console.log("in"); for (;;); } })`);
  await child.until(() => child.text(looping.cell) === "in\n");
  await child.interrupt();
  expect(await looping.done).toMatchObject({ status: "error" });
  expect(await child.value("({ a: [1] })")).toBe("{ a: [ 1 ] }");
});

test("cells that take the names of built-in objects do not break what is shown", async () => {
  const names =
    "Map Set Symbol JSON Promise Array Object String Number Math Buffer Uint8Array ArrayBuffer Error process";
  const own = new TestChild();
  await own.ready;
  await own.run(`var ${names.split(" ").join(" = 1, ")} = 1;`);
  expect(await own.value(`[{ a: 1 }, new Float32Array(200), /x/]`)).toMatch(/^\[\n? *\{ a: 1 \},/);
  const { cell, done } = own.start(`
    console.log("still %s", "here");
    console.table([{ a: 1 }]);
    display.json({ y: new Float64Array([1]) });
    display.png(new Int8Array([1, 2, 3]));
    display({ width: 1, height: 1, data: new Uint8ClampedArray(4) });
    display.svg('<svg xmlns="http://www.w3.org/2000/svg" width="2" height="2"/>').update("<svg>");`);
  expect(await done).toMatchObject({ status: "ok" });
  expect(own.text(cell)).toBe("still here\n");
  expect(
    own.published(cell, "display_data").map(({ data }) => Object.keys(data as object)[0]),
  ).toEqual(["text/plain", "application/json", "image/png", "image/png", "image/svg+xml"]);
  await own.end();
});
