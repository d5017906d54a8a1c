/**
 * A host that keeps what is shown and printed, and answers questions from a list.
 *
 * @module
 */

import type { DisplayHost } from "../../../../kernel/child/display/ports.ts";

export interface Shown {
  type: string;
  content: Record<string, unknown>;
  cell: number;
}

export class RecordingHost implements DisplayHost {
  readonly shown: Shown[] = [];
  readonly printed: Array<{ name: string; text: string; cell: number }> = [];
  readonly reported: Array<{ error: unknown; cell: number }> = [];
  readonly asked: Array<{ prompt: string; password: boolean }> = [];
  answers: string[] = [];
  cell = 1;
  readonly signal: AbortSignal = new AbortController().signal;

  publish(type: string, content: object, { cell = this.cell }: { cell?: number } = {}): void {
    this.shown.push({ type, content: { ...content }, cell });
  }

  stream(name: string, text: string, cell: number = this.cell): void {
    this.printed.push({ name, text, cell });
  }

  reportError(error: unknown, cell: number = this.cell): void {
    this.reported.push({ error, cell });
  }

  currentCell(): number {
    return this.cell;
  }

  input(prompt: string, password: boolean): string {
    this.asked.push({ prompt, password });
    return this.answers.shift() ?? "";
  }

  registerTarget(): void {}

  openComm(): never {
    throw new Error("no comms here");
  }

  /** What went to one stream, joined. */
  text(name: "stdout" | "stderr"): string {
    return this.printed.flatMap((part) => (part.name === name ? [part.text] : [])).join("");
  }

  /** The data of each display, in order. */
  get data(): unknown[] {
    return this.shown.map(({ content }) => content.data);
  }
}
