/**
 * The errors a user of the kernel can meet: one class per domain. Their messages are laid out as everywhere
 * in cladescope (what happened, where, expected, got, what to try), but share no code with `src/`, which the
 * kernel does not know.
 *
 * @module
 */

/** The parts of an error message; each becomes one line of text. */
export interface Problem {
  /** What happened, as a sentence without a full stop. */
  readonly what: string;

  /** The file, cell, socket or option it is about. */
  readonly where?: string | undefined;

  readonly expected?: string | undefined;

  readonly got?: string | undefined;

  /** What the reader can do about it; printed after `try`. */
  readonly hint: string;

  readonly cause?: unknown;
}

/** Base of the errors that the kernel throws on purpose; anything else that escapes is a bug. */
export abstract class KernelError extends Error {
  readonly hint: string;

  constructor({ what, where, expected, got, hint, cause }: Problem) {
    const lines = [where === undefined ? what : `${where}: ${what}`];
    if (expected !== undefined) lines.push(`  expected  ${expected}`);
    if (got !== undefined) lines.push(`  got       ${got}`);
    lines.push(`  try       ${hint}`);
    super(lines.join("\n"), cause === undefined ? undefined : { cause });
    this.hint = hint;
  }
}

/** A connection file that is missing or malformed, whose ports are taken, or a kernel that does not answer. */
export class ConnectionError extends KernelError {
  override readonly name = "ConnectionError";
}

/** A notebook file that cannot be read, run or written. */
export class NotebookError extends KernelError {
  override readonly name = "NotebookError";
}

/** A kernelspec that cannot be installed, found or removed. */
export class KernelSpecError extends KernelError {
  override readonly name = "KernelSpecError";
}

/** Something that cannot be shown, as a MIME bundle that cannot be sent as JSON. */
export class DisplayError extends KernelError {
  override readonly name = "DisplayError";
}

/** An import that neither the notebook's folder nor the kernel's own package can answer. */
export class ModuleNotFoundError extends KernelError {
  override readonly name = "ModuleNotFoundError";

  /** Node's code for it, which libraries look at. */
  get code(): string {
    return "ERR_MODULE_NOT_FOUND";
  }
}

/** A question that nobody can answer. */
export class StdinError extends KernelError {
  override readonly name = "StdinError";
}

/** Whether `error` is one of the kernel's own: its message is meant to be read as it is. */
export function isKernelError(error: unknown): error is KernelError {
  return error instanceof KernelError;
}
