/** Errors of cells in a real child process: the user's frames, in the user's lines. */

import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Notebook } from "./notebook.ts";

let notebook: Notebook;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "tracebacks-"));
  notebook = new Notebook(folder);
  await notebook.child.ready;
});

afterAll(async () => {
  await notebook.close();
  await rm(folder, { recursive: true });
});

describe("a traceback", () => {
  it("has the user's frames in TypeScript lines, and the failing line", async () => {
    const cell = notebook.next;
    const error = await notebook.error(
      "interface A { a: number }\nconst q: A = { a: 1 };\n\nfunction ff(z: A): never {\n  throw new TypeError('is ' + z.a);\n}\nff(q)",
    );
    expect(error.ename).toBe("TypeError");
    expect(error.evalue).toBe("is 1");
    expect(error.traceback).toBe(
      [
        "TypeError: is 1",
        `    at ff (${cell}:5:9)`,
        `    at ${cell}:7:1`,
        "  3 |",
        "  4 | function ff(z: A): never {",
        "> 5 |   throw new TypeError('is ' + z.a);",
        "    |         ^",
        "  6 | }",
        "  7 | ff(q)",
      ].join("\n"),
    );
  });

  it("leads through functions of earlier cells, awaits, and what the compiler lowered", async () => {
    const first = notebook.next;
    await notebook.printed(
      "enum Level { Low }\nasync function deep(level: Level) {\n  await 0;\n  throw new RangeError(Level[level]);\n}",
    );
    const second = notebook.next;
    const { traceback } = await notebook.error("type T = 1;\nawait deep(Level.Low)");
    expect(traceback).toContain(
      `RangeError: Low\n    at deep (${first}:4:9)\n    at async ${second}:2:1`,
    );
  });

  it("points at a name that nobody declared, not at what stands behind it", async () => {
    for (const [source, place] of [
      ["undeclared = 4", "1:1"],
      ["const f1 = 0; {\n  const g = (f: number) => f + undeclared.x; g(f1) }", "2:32"],
      ["await 0; undeclared = 5", "1:10"],
    ] as const) {
      const cell = notebook.next;
      const { traceback } = await notebook.error(source);
      expect(traceback).toMatch(/^ReferenceError: undeclared is not defined\n/);
      expect(traceback).toContain(`${cell}:${place}`);
    }
  });

  it("shows the place of an assignment to a constant once", async () => {
    const cell = notebook.next;
    const { traceback } = await notebook.error("const fixed = 1; fixed = 2;");
    expect(traceback.split("\n").slice(0, 3)).toEqual([
      "TypeError: Assignment to constant variable.",
      `    at ${cell}:1:18`,
      "> 1 | const fixed = 1; fixed = 2;",
    ]);
    const next = notebook.next;
    const inside = await notebook.error("const w = 1; function g() { w = 2 }\ng()");
    expect(inside.traceback).toContain(`at g (${next}:1:29)\n    at ${next}:2:1\n> 1 |`);
  });

  it("says what JSX calls, under the tag", async () => {
    const cell = notebook.next;
    const { traceback } = await notebook.error("let inner = 1; <div>{inner}</div>");
    expect(traceback.split("\n")).toEqual([
      "ReferenceError: React is not defined",
      `    at ${cell}:1:16`,
      "> 1 | let inner = 1; <div>{inner}</div>",
      "    |                ^",
      'JSX calls React: import or declare it, or let "jsx" in tsconfig.json say what JSX is.',
    ]);
  });

  it("says that there are no magics where a shell line happens to be JavaScript", async () => {
    expect((await notebook.error("!ls -l")).traceback).toContain("This kernel has no magics.");
    expect((await notebook.error("!(ls - 1)")).traceback).not.toContain("magics");
  });

  it("has no frame of the kernel's or of Node's", async () => {
    for (const source of [
      "Buffer.alloc(-1)",
      "import 'no-such-package'",
      "[1].map(() => null!.x)",
    ]) {
      const { traceback } = await notebook.error(source);
      expect(traceback).not.toMatch(/node:|<anonymous>|dist.kernel|kernel.child/);
    }
  });

  it("points at late errors of timers too", async () => {
    const cell = notebook.next;
    const { traceback } = await notebook.error(
      "await new Promise((_, reject) => setTimeout(function late() {\n  reject(new Error('later'))\n}, 1))",
    );
    expect(traceback).toContain(`    at Timeout.late (${cell}:2:10)`);
  });

  it("names the class of a custom error, and shows its further properties", async () => {
    const { ename, traceback } = await notebook.error(
      "class Oops extends Error { code = 'E1' }\nthrow new Oops('no')",
    );
    expect(ename).toBe("Oops");
    expect(traceback).toMatch(/^Oops: no\n/);
    expect(traceback).toContain("{ code: 'E1' }");
  });

  it("goes on with causes, once each", async () => {
    const { traceback } = await notebook.error(
      "const inner: any = new Error('inner', { cause: 7 })\nconst outer = new Error('outer', { cause: inner })\ninner.self = outer\nconst ring: any = new Error('ring', { cause: outer })\ninner.cause = ring\nthrow ring",
    );
    expect(traceback).toMatch(
      /^Error: ring[\s\S]*Caused by: Error: outer[\s\S]*Caused by: Error: inner/,
    );
    expect(traceback.match(/Error: ring\n/g)).toHaveLength(1);
    expect((await notebook.error("throw new Error('a', { cause: 5 })")).traceback).toContain(
      "Caused by: 5",
    );
  });

  it("has the errors of an AggregateError and of a SuppressedError", async () => {
    const { traceback } = await notebook.error(
      "throw new AggregateError(Array.from({ length: 9 }, (_, i) => new Error('e' + i)), 'all')",
    );
    expect(traceback).toMatch(
      /AggregateError: all[\s\S]*\[1 of 9\] Error: e0[\s\S]*\[5 of 9\] Error: e4/,
    );
    const suppressed = await notebook.error(
      "using bad = { [Symbol.dispose]() { throw new Error('closing') } };\nthrow new Error('running')",
    );
    expect(suppressed.ename).toBe("SuppressedError");
    expect(suppressed.traceback).toMatch(/Thrown: Error: closing[\s\S]*Suppressed: Error: running/);
  });

  it("tells endless recursion instead of repeating it", async () => {
    const cell = notebook.next;
    const { traceback } = await notebook.error("function again(): void { again() }\nagain()");
    expect(traceback).toContain(
      `    at again (${cell}:1:26)\n    … this call 49 more times, and more`,
    );
    const circle = await notebook.error(
      "const ping = (): void => pong(), pong = (): void => { ping() }\nping()",
    );
    expect(circle.traceback).toContain("these 2 calls");
    await notebook.printed("Error.stackTraceLimit = 5000");
    expect((await notebook.error("again()")).traceback.split("\n").length).toBeLessThan(20);
    await notebook.printed("Error.stackTraceLimit = 50");
  });

  it("folds the frames of packages", async () => {
    const { mkdir } = await import("node:fs/promises");
    const home = join(folder, "node_modules", "@scope", "thing");
    await mkdir(home, { recursive: true });
    await writeFile(
      join(home, "index.js"),
      "const c = (f) => f(); const b = (f) => c(f); exports.a = (f) => b(f);",
    );
    const cell = notebook.next;
    const { traceback } = await notebook.error(
      "import { a } from '@scope/thing'\na(function mine() { throw new Error('inside') })",
    );
    const lines = traceback.split("\n");
    expect(lines[1]).toBe(`    at mine (${cell}:2:27)`);
    expect(lines[2]).toMatch(/ at c \(.*index\.js:1:\d+\) … and 2 more in @scope\/thing$/);
    expect(lines[3]).toBe(`    at ${cell}:2:1`);
  });

  it("of cladescope's own errors is the message, the user's frames and line, and a count of the library's", async () => {
    const file = join(folder, "paints.ts");
    await writeFile(
      file,
      'import * as cs from "cladescope";\n\nexport async function open(): Promise<void> {\n  await cs.openNetwork("/far/away.safetensors");\n}\n',
    );
    const cell = notebook.next;
    const { ename, evalue, traceback } = await notebook.error(
      "import { open } from './paints.ts'\n\nawait open()",
    );
    expect(ename).toBe("CheckpointError");
    const message = evalue.split("\n");
    expect(message[0]).toContain("/far/away.safetensors");
    expect(message.at(-1)).toMatch(/^ {2}try {7}/);
    const lines = traceback.split("\n");
    expect(lines.slice(0, message.length).join("\n")).toBe(`CheckpointError: ${evalue}`);
    expect(lines.slice(message.length, message.length + 2)).toEqual([
      `    at async open (${file}:4:3)`,
      `    at async ${cell}:3:1`,
    ]);
    expect(lines[message.length + 2]).toMatch(
      /^ {4}… \d+ frames? inside cladescope \(details: error\.stack\)$/,
    );
    expect(traceback).toContain('> 4 |   await cs.openNetwork("/far/away.safetensors");');
    expect(traceback).not.toMatch(/dist.src|where:|got:/);
  });

  it("of cladescope's own errors counts the library between the user's functions where it stands", async () => {
    const cell = notebook.next;
    const { traceback } = await notebook.error(
      "import * as cs from 'cladescope'\nfunction* layers() {\n  yield cs.parseLabelSet({}, 'none.json') as never\n}\ncs.spatialShare(layers() as never)",
    );
    const frames = traceback.split("\n").filter((line) => /^ {4}(at|…) /.test(line));
    expect(frames.slice(0, 3)).toEqual([
      `    at layers (${cell}:3:12)`,
      "    … 1 frame inside cladescope (details: error.stack)",
      `    at ${cell}:5:4`,
    ]);
    expect(frames[3]).toMatch(/ … \d+ frames inside cladescope /);
    expect(frames).toHaveLength(4);
  });

  it("names the library's place where an error is not one of its own", async () => {
    const cell = notebook.next;
    const { traceback } = await notebook.error(
      "import * as cs from 'cladescope'\n\ncs.spatialShare([['a', [null]]] as never)",
    );
    const lines = traceback.split("\n");
    expect(lines[1]).toMatch(/ at .*variance-split\.js:\d+:\d+\) … and \d+ more in cladescope$/);
    expect(lines[2]).toBe(`    at ${cell}:3:4`);
    expect(traceback).toContain("> 3 | cs.spatialShare(");
  });

  it("tells a message that explains itself from a property called hint", async () => {
    const { traceback } = await notebook.error(
      "throw Object.assign(new Error('no'), { hint: 'a', where: 'here' })",
    );
    expect(traceback).toContain("{ where: 'here' }");
  });

  it("leads into local TypeScript files, in their own lines", async () => {
    const file = join(folder, "helper.ts");
    await writeFile(
      file,
      "interface A {}\nenum E { X }\n\nexport function help(a?: A): never {\n  throw new Error('help ' + E.X);\n}\n",
    );
    const cell = notebook.next;
    const { traceback } = await notebook.error("import { help } from './helper.ts'\nhelp()");
    expect(traceback).toContain(`    at help (${file}:5:9)\n    at ${cell}:2:1`);
    expect(traceback).toContain("> 5 |   throw new Error('help ' + E.X);");
  });

  it("has the place of syntax errors that only V8 finds", async () => {
    const cell = notebook.next;
    const { ename, evalue, traceback } = await notebook.error(
      "type A = 1;\nfunction f(a: A) {\n  let b; let b\n}",
    );
    expect([ename, evalue]).toEqual(["SyntaxError", "Identifier 'b' has already been declared"]);
    expect(traceback).toContain(`    at ${cell}:3:14`);
    expect(traceback).toContain("> 3 |   let b; let b");
  });

  it("shows the call of eval", async () => {
    const cell = notebook.next;
    const { traceback } = await notebook.error(
      "function q() { eval('throw new RangeError(1)') }\nq()",
    );
    expect(traceback).toContain(
      `    at eval (eval at q (${cell}:1:16), <anonymous>:1:7)\n    at q (${cell}:1:16)`,
    );
  });
});

describe("whatever is thrown", () => {
  it("that is no error is shown as a value", async () => {
    for (const [source, evalue] of [
      ["throw 5", "5"],
      ["throw null", "null"],
      ["throw undefined", "undefined"],
      ["throw 'text'", "'text'"],
      ["throw { a: 1 }", "{ a: 1 }"],
      ["throw Symbol('s')", "Symbol(s)"],
      ["throw () => 1", "[Function (anonymous)]"],
    ] as const) {
      expect(await notebook.error(source), source).toMatchObject({ ename: "Uncaught", evalue });
    }
  });

  it("is described, however hostile", async () => {
    for (const source of [
      "const r = Proxy.revocable({}, {}); r.revoke(); throw r.proxy",
      "throw new Proxy(new Error('x'), { get() { throw 1 } })",
      "throw Object.defineProperty(new Error('x'), 'stack', { get() { throw 1 } })",
      "throw Object.defineProperty(new Error('x'), 'message', { get() { throw 1 } })",
      "throw Object.assign(new Error('x'), { stack: 5, name: {}, cause: { get a() { throw 1 } } })",
      "throw Object.assign(new Error(), { name: '', stack: undefined })",
      "throw Object.setPrototypeOf(new Error('x'), null)",
      "throw { [Symbol.for('nodejs.util.inspect.custom')]() { throw 1 } }",
      "throw Object.assign(new Error('x'), { errors: new Proxy([], { get() { throw 1 } }) })",
      "throw new Error('long '.repeat(1e6))",
      "class Bad extends Error { get constructor(): any { throw 1 } }; throw new Bad('x')",
      "throw new DOMException('gone', 'AbortError')",
    ]) {
      const { ename, traceback } = await notebook.error(source);
      expect(ename, source).toBeTypeOf("string");
      expect(traceback.length, source).toBeLessThan(50_000);
    }
  });

  it("is described with redefined built-ins", async () => {
    const other = new Notebook();
    const error = await other.error(
      "const Keep = Error, Map = 1, WeakMap = 2, JSON = 3, Math = 4, String = 5, Object = 6, Array = 7, Set = 8, Number = 9, RegExp = 0;\nvar Error: any = class {}\nnull!.x",
    );
    expect(error.traceback).toContain("at Cell In[1]:3:7");
    await other.close();
  });
});

describe("the stack of an error", () => {
  it("is in the user's lines for everyone who reads it", async () => {
    const cell = notebook.next;
    const text = await notebook.printed(
      "type A = 1;\nconst e = new Error('shown');\nconsole.log(e.stack);\nconsole.log({ e });\nconsole.log(new Error('again', { cause: e }))",
    );
    expect(text).toContain(`Error: shown\n    at ${cell}:2:11\n`);
    expect(text).toContain(`e: Error: shown\n      at ${cell}:2:11\n`);
    expect(text).toContain(`Error: again\n    at ${cell}:5:13`);
    expect(text).not.toMatch(/__cell_|node:vm|dist.kernel/);
  });

  it("may be replaced by the user, and is then believed", async () => {
    const { traceback } = await notebook.error(
      "const own = new Error('own'); own.stack = 'Error: own\\n    at elsewhere (/far/away.js:1:2)'; throw own",
    );
    expect(traceback).toContain("    at elsewhere (/far/away.js:1:2)");
    const cell = notebook.next;
    const prepared = await notebook.error(
      "const before = Error.prepareStackTrace; Error.prepareStackTrace = undefined\nconst raw = new Error('raw'); void raw.stack; Error.prepareStackTrace = before\nthrow raw",
    );
    expect(prepared.traceback).toContain(`    at ${cell}:2:13`);
  });
});
