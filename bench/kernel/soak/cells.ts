/**
 * The cells of the soak test. Each prints, shows or throws nothing but texts that begin with its own tag, so that an
 * output in a wrong cell is seen, and says what has to come of it.
 *
 * @module
 */

import type { Random } from "./random.ts";

export interface Cell {
  readonly kind: string;
  readonly code: string;

  /** What has to be in the reply, unless the cell was aborted. */
  readonly status: "ok" | "error";

  /** All that it prints before it ends, in order. */
  readonly stdout: string;

  /** Lines that may come at any time, or not at all if its process ends before. */
  readonly late?: readonly string[];

  /** How many display_data, execute_result and error messages it makes. */
  readonly displays?: number;
  readonly results?: number;

  /** A type error is reported, now or later. */
  readonly diagnosed?: boolean;

  /** To be interrupted once it has printed its first line. */
  readonly interrupt?: boolean;

  /** Ends the process that runs it: comms and variables are gone. */
  readonly crashes?: boolean;
  readonly stopOnError?: boolean;
}

type Maker = (tag: string, random: Random) => Cell;

const prints: Maker = (tag, random) => {
  const lines = random.pick([
    [8, 1 + random.below(5)],
    [2, 300],
    [0.3, 6_000],
  ]);
  return {
    kind: "prints",
    code: `for (let i = 0; i < ${lines}; i++) console.log("${tag}", i)`,
    status: "ok",
    stdout: Array.from({ length: lines }, (_, i) => `${tag} ${i}\n`).join(""),
  };
};

const awaits: Maker = (tag, random) => ({
  kind: "awaits",
  code: `console.log("${tag} before");
await new Promise((resolve) => setTimeout(resolve, ${random.below(30)}));
const all = await Promise.all([1, 2].map(async (n) => console.log("${tag} then", n)));`,
  status: "ok",
  stdout: `${tag} before\n${tag} then 1\n${tag} then 2\n`,
});

const late: Maker = (tag, random) => ({
  kind: "late",
  code: `setTimeout(() => console.log("${tag} timer"), ${random.below(200)});
void Promise.resolve().then(() => setImmediate(() => console.log("${tag} immediate")));
console.log("${tag} now")`,
  status: "ok",
  stdout: `${tag} now\n`,
  late: [`${tag} timer\n`, `${tag} immediate\n`],
});

const displays: Maker = (tag) => ({
  kind: "displays",
  code: `const handle = display.html("${tag} <b>html</b>");
handle.update("${tag} updated");
display.markdown("${tag} *markdown*");
console.log("${tag} between");
"${tag} result"`,
  status: "ok",
  stdout: `${tag} between\n`,
  displays: 2,
  results: 1,
});

const result: Maker = (tag) => ({
  kind: "result",
  code: `interface Named { name: string }
const named: Named = { name: "${tag}" };
\`\${named.name} is a result\``,
  status: "ok",
  stdout: "",
  results: 1,
});

const throws: Maker = (tag, random) => ({
  kind: "throws",
  code: `console.log("${tag} throws"); throw new RangeError("${tag} thrown")`,
  status: "error",
  stdout: `${tag} throws\n`,
  stopOnError: random.next() < 0.2,
});

const syntaxError: Maker = (tag) => ({
  kind: "syntax error",
  code: `const 3 = "${tag}"`,
  status: "error",
  stdout: "",
});

const typeError: Maker = (tag) => ({
  kind: "type error",
  code: `const count: number = "${tag}" as string; console.log("${tag} runs")`,
  status: "ok",
  stdout: `${tag} runs\n`,
  diagnosed: true,
});

const imports: Maker = (tag) => ({
  kind: "imports",
  code: `import { join } from "node:path";
import { tagged } from "./local.ts";
const { EOL } = await import("node:os");
console.log(tagged("${tag}"), join("a", "b"), EOL.length)`,
  status: "ok",
  stdout: `${tag} a/b 1\n`,
});

const redeclares: Maker = (tag, random) => ({
  kind: "redeclares",
  code: `${random.pick([
    [1, "const"],
    [1, "let"],
    [1, "var"],
  ])} shared = "${tag}"; function say() { return shared } console.log(say())`,
  status: "ok",
  stdout: `${tag}\n`,
});

const loops: Maker = (tag, random) => ({
  kind: "interrupted",
  code: `console.log("${tag} runs"); ${random.pick([
    [2, "while (true) {}"],
    [1, "await new Promise(() => {})"],
    [1, "await null; for (;;) {}"],
    [1, "Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)"],
  ])}`,
  status: "error",
  stdout: `${tag} runs\n`,
  interrupt: true,
});

const crashes: Maker = (tag, random) => ({
  kind: "crashes",
  code: `console.log("${tag} before"); ${random.pick([
    [2, "process.exit(3)"],
    [1, "process.abort()"],
    [1, 'process.kill(process.pid, "SIGKILL"); while (true) {}'],
  ])}`,
  status: "error",
  stdout: `${tag} before\n`,
  crashes: true,
});

const CELLS: readonly (readonly [number, Maker])[] = [
  [6, prints],
  [4, awaits],
  [4, late],
  [4, displays],
  [4, result],
  [3, throws],
  [2, syntaxError],
  [1, typeError],
  [3, imports],
  [3, redeclares],
  [1.5, loops],
  [0.3, crashes],
];

export function randomCell(tag: string, random: Random): Cell {
  return random.pick(CELLS)(tag, random);
}

/** Makes the kernel answer comms of the target `soak`; what comes back carries what was sent. */
export const REGISTER = `Jupyter.registerTarget("soak", (comm) => {
  comm.onMessage((data, buffers) => comm.send({ echo: data }, buffers));
});`;

/** The file that cells import. */
export const LOCAL = "export function tagged(tag: string): string {\n  return tag;\n}\n";
