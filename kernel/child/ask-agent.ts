/**
 * Synchronous questions: the main thread sleeps until its agent has the answer.
 *
 * An interrupt ends the sleep.
 *
 * @module
 */

import { type MessagePort, receiveMessageOnPort } from "node:worker_threads";
import { StdinError } from "../errors.ts";
import type { TranspiledFile } from "../link/messages.ts";
import type { Answer } from "./agent-messages.ts";
import { runningCell } from "./cells.ts";
import { $Atomics } from "./intrinsics.ts";
import { send } from "./output.ts";
import { Slot } from "./shared-memory.ts";
import { memory } from "./shield.ts";
import type { Agent } from "./start-agent.ts";

const { load, wait } = $Atomics;

export class AskAgent {
  readonly #agent: Pick<Agent, "answers" | "post">;
  #requests = 0;

  constructor(agent: Pick<Agent, "answers" | "post">) {
    this.#agent = agent;
  }

  /** The line that the user types. */
  input(prompt: string, password: boolean): string {
    const running = runningCell();
    if (running?.allowStdin !== true) {
      throw new StdinError({
        what: "nobody can be asked for a line here",
        got: running === undefined ? "no cell is running" : "the front end takes no questions",
        hint: "ask in a cell that is run by hand in a notebook, or give the value in the cell",
      });
    }
    // What answers an earlier, interrupted question.
    while (this.#next() !== undefined);
    send({ type: "input_request", cell: running.cell, prompt, password });
    const { value } = this.#wait((answer) => answer.type === "input_reply");
    if (value === undefined) {
      throw new StdinError({
        what: "the question was not answered",
        got: "the front end that ran the cell is gone",
        hint: "run the cell again",
      });
    }
    return value;
  }

  /** A local file as JavaScript. */
  transpile(path: string, asCommonJs = false): TranspiledFile {
    const request = ++this.#requests;
    this.#agent.post({ type: "transpile", request, path, asCommonJs });
    const { result } = this.#wait(
      (answer): answer is Extract<Answer, { type: "transpiled" }> =>
        answer.type === "transpiled" && answer.request === request,
    );
    return result;
  }

  /** A port by which another thread can have files transpiled (agent-messages.ts, TranspileRequest). */
  lendPort(port: MessagePort): void {
    this.#agent.post({ type: "transpile_port", port }, [port]);
  }

  #wait<A extends Answer>(wanted: (answer: Answer) => answer is A): A {
    for (;;) {
      const before = load(memory, Slot.answers);
      for (let answer = this.#next(); answer !== undefined; answer = this.#next()) {
        if (wanted(answer)) return answer;
      }
      wait(memory, Slot.answers, before);
    }
  }

  #next(): Answer | undefined {
    return receiveMessageOnPort(this.#agent.answers)?.message as Answer | undefined;
  }
}
