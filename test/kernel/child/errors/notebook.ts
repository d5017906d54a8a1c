/**
 * Cells that are lowered and run in a real child process, for what their errors look like.
 *
 * @module
 */

import { readFileSync } from "node:fs";
import { stripVTControlCharacters } from "node:util";
import ts from "typescript";
import { lowerCell } from "../../../../kernel/language/lower/lower-cell.ts";
import { transpileFile } from "../../../../kernel/language/lower/transpile-file.ts";
import { TestChild } from "../run-child.ts";

export interface CellError {
  ename: string;
  evalue: string;
  /** Joined as front ends do, without colours. */
  traceback: string;
}

export class Notebook {
  readonly child: TestChild;
  #count = 0;

  constructor(folder?: string) {
    this.child = new TestChild(folder === undefined ? {} : { folder });
    // What the kernel process does with its TypeScript worker.
    this.child.onAgent = (message) => {
      if (message.type !== "transpile") return;
      const result = transpileFile(ts, message.path, readFileSync(message.path, "utf8"));
      this.child.child.send({ type: "transpiled", request: message.request, result });
    };
  }

  /** What the next cell will be called. */
  get next(): string {
    return `Cell In[${this.#count + 1}]`;
  }

  /** The error of a cell that must have one. */
  async error(source: string): Promise<CellError> {
    const { status, content } = await this.#run(source);
    if (status !== "error") throw new Error(`The cell has no error: ${source}`);
    const traceback = (content.traceback as string[]).join("\n");
    return {
      ename: String(content.ename),
      evalue: String(content.evalue),
      traceback: stripVTControlCharacters(traceback),
    };
  }

  /** What a cell that must not fail prints. */
  async printed(source: string): Promise<string> {
    const before = this.child.outputs.length;
    const { status, content } = await this.#run(source);
    if (status === "error") throw new Error(JSON.stringify(content));
    return this.child.outputs
      .slice(before)
      .flatMap(({ message, parts }) => (message.type === "stream" ? parts : []))
      .join("");
  }

  async #run(source: string): ReturnType<TestChild["run"]> {
    const number = ++this.#count;
    const lowered = lowerCell(ts, {
      source,
      fileName: `__cell_${number}.ts`,
      title: `Cell In[${number}]`,
    });
    if ("syntaxError" in lowered) throw new Error(lowered.syntaxError.evalue);
    return await this.child.run("", lowered.script);
  }

  async close(): Promise<void> {
    this.child.child.kill();
    await this.child.ended;
  }
}
