/**
 * The cells that are run, in the language and with the display functions of each kernel.
 *
 * @module
 */

export interface Code {
  /** Run once, before anything is measured but the first cell. */
  readonly prepare: string;
  readonly trivial: string;

  /** A cell of a session: declares a name and uses it. */
  small(index: number): string;

  /** Shows an SVG picture of 1 MB, made in `prepare`. */
  readonly plot: string;
  print(lines: number): string;
  readonly loop: string;

  /** Computes for so long without a pause. */
  busy(milliseconds: number): string;

  /** Ends in the middle of the name `toFixed` or `to_bytes` of a number that the cell declares. */
  complete(index: number): string;

  /** Ends in a name to inspect. */
  readonly inspect: string;

  /** Ends the process that runs the cell. */
  readonly exit: string;
}

const BYTES = 1 << 20;

const TYPESCRIPT = {
  prepare: `const picture = '<svg xmlns="http://www.w3.org/2000/svg"><!--' + "x".repeat(${BYTES}) + '--></svg>';`,
  trivial: "1 + 1",
  small: (index: number) => `const value${index} = ${index}; value${index} * 2`,
  print: (lines: number) => `for (let i = 0; i < ${lines}; i++) console.log("line " + i)`,
  loop: "while (true) {}",
  busy: (milliseconds: number) =>
    `{ const end = performance.now() + ${milliseconds}; while (performance.now() < end) {} }`,
  complete: (index: number) => `const number${index}: number = ${index};\nnumber${index}.toF`,
  inspect: "Math.hypot",
  exit: "process.exit(3)",
};

const SHOW = `({ [Symbol.for("Jupyter.display")]: () => ({ "image/svg+xml": picture }) })`;

export const CODE: Readonly<Record<"cladescope" | "tslab" | "deno" | "ipykernel", Code>> = {
  cladescope: { ...TYPESCRIPT, plot: SHOW },
  tslab: {
    ...TYPESCRIPT,
    prepare: `import * as tslab from "tslab";\n${TYPESCRIPT.prepare}`,
    plot: "tslab.display.svg(picture)",
  },
  deno: { ...TYPESCRIPT, plot: SHOW, exit: "Deno.exit(3)" },
  ipykernel: {
    prepare: `import os, time\npicture = '<svg xmlns="http://www.w3.org/2000/svg"><!--' + "x" * ${BYTES} + '--></svg>'`,
    trivial: "1 + 1",
    small: (index) => `value${index} = ${index}; value${index} * 2`,
    plot: 'display({"image/svg+xml": picture}, raw=True)',
    print: (lines) => `for i in range(${lines}): print("line " + str(i))`,
    loop: "while True: pass",
    busy: (milliseconds) =>
      `end = time.perf_counter() + ${milliseconds / 1000}\nwhile time.perf_counter() < end: pass`,
    complete: (index) => `number${index} = ${index}\nnumber${index}.to_b`,
    inspect: "max",
    exit: "os._exit(3)",
  },
};
