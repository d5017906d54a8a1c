/**
 * Runs cells: execute in, outputs and one `done` out.
 *
 * An interrupt may end any of this between two instructions. So the cell that runs stands in cells.ts until its `done`
 * is written, and whoever takes it out of there, here or in interrupts.ts, writes that.
 *
 * @module
 */

import { Buffer } from "node:buffer";
import { encodeFrame } from "../link/frames.ts";
import type { CellId, FromChild, LoweredScript, ToChild } from "../link/messages.ts";
import { endCell, INTERRUPTED, type RunningCell, runningCell } from "./cells.ts";
import { runAs } from "./credit.ts";
import { type Displays, showsNothing } from "./display/displays.ts";
import { describeError, type ErrorDescription } from "./errors/describe-error.ts";
import { runScript } from "./evaluate.ts";
import type { Host } from "./host.ts";
import { $JSON, $Object } from "./intrinsics.ts";
import { write } from "./output.ts";
import { shielded } from "./shield.ts";

type Execute = Extract<ToChild, { type: "execute" }>;

interface UserExpression {
  status: "ok" | "error";
}

export class CellRunner {
  readonly #host: Host;
  readonly #displays: Displays;

  constructor(host: Host, displays: Displays) {
    this.#host = host;
    this.#displays = displays;
  }

  /** Never throws and never rejects; may be interrupted. */
  async run(execute: Execute): Promise<void> {
    const { cell, script, silent, executionCount } = execute;
    // It is the running cell since its mail was taken.
    try {
      const completion = runAs(cell, () => runScript(script));
      const value = script.awaits ? await completion : completion;
      if (isOver(cell)) return;
      if (script.hasValue && !silent && !showsNothing(value)) {
        const data = await runAs(cell, () => this.#displays.format(value));
        if (isOver(cell)) return;
        const content = { execution_count: executionCount, data, metadata: {} };
        this.#host.publish("execute_result", content, { cell });
      }
      const expressions = await this.#userExpressions(execute);
      await this.#displays.settled(cell);
      end(cell, () => [
        encodeFrame({ type: "done", cell, status: "ok" } satisfies FromChild, [json(expressions)]),
      ]);
    } catch (error) {
      if (!isOver(cell)) fail(execute, describeError(error));
    }
  }

  /** Ends the running cell as interrupted. */
  interrupt(): void {
    const running = runningCell();
    if (running === undefined) return;
    const traceback = [`${INTERRUPTED}: interrupted`];
    fail(running, { ename: INTERRUPTED, evalue: "interrupted", traceback });
  }

  async #userExpressions({
    cell,
    userExpressions,
  }: Execute): Promise<Record<string, UserExpression>> {
    const results: Array<[name: string, result: UserExpression]> = [];
    for (const [name, expression] of $Object.entries(userExpressions)) {
      if (isOver(cell)) break;
      results.push([name, await this.#userExpression(cell, expression)]);
    }
    return $Object.fromEntries(results);
  }

  async #userExpression(
    cell: CellId,
    expression: LoweredScript | { syntaxError: string },
  ): Promise<UserExpression> {
    if ("syntaxError" in expression) {
      const evalue = expression.syntaxError;
      const ename = "SyntaxError";
      return { status: "error", ...{ ename, evalue, traceback: [`${ename}: ${evalue}`] } };
    }
    try {
      const completion = runAs(cell, () => runScript(expression));
      const value = expression.awaits ? await completion : completion;
      const data = await runAs(cell, () => this.#displays.format(value));
      return { status: "ok", ...{ data, metadata: {} } };
    } catch (error) {
      return { status: "error", ...describeError(error) };
    }
  }
}

/** Whether the cell has been ended meanwhile, by an interrupt. */
function isOver(cell: CellId): boolean {
  return runningCell()?.cell !== cell;
}

function fail({ cell, silent }: RunningCell, error: ErrorDescription): void {
  const content = json(error);
  const published: FromChild = { type: "publish", cell, messageType: "error" };
  const done: FromChild = { type: "done", cell, status: "error" };
  end(cell, () => [
    ...(silent ? [] : [encodeFrame(published, [content])]),
    encodeFrame(done, [content]),
  ]);
}

/** Ends the cell with its last frames; once, also when an interrupt comes at the same time. */
function end(cell: CellId, frames: () => Buffer[]): void {
  const last = Buffer.concat(frames());
  shielded(() => {
    if (isOver(cell)) return;
    endCell();
    write(last);
  });
}

function json(value: object): Buffer {
  return Buffer.from($JSON.stringify(value));
}
