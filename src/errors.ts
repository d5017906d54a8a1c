/**
 * The errors a user of cladescope can meet: one class per domain, every message with what happened,
 * where, what was expected, what came and what to do. Every message says what to do: `Problem.hint` is
 * required, so an error without a way out does not compile.
 *
 * @module
 */

/** The parts of an error message; each becomes at most one line of text (two for `got`). */
export interface Problem {
  /** What happened, as a sentence without a full stop: "the file ends in the middle of a tensor". */
  readonly what: string;

  /** The file, tensor, layer or option it happened in: "net_G.pth: head_0.conv_0.weight_orig". */
  readonly where?: string | undefined;

  /** What would have been right, with units and shapes. */
  readonly expected?: string | undefined;

  /** What came instead. */
  readonly got?: string | undefined;

  /** What the reader can do about it; printed after `try`. */
  readonly hint: string;

  /** The error underneath, if any; kept as `cause`. The command line shows it with `--debug` alone. */
  readonly cause?: unknown;
}

/** Base of all errors that cladescope throws on purpose; anything else that escapes is a bug. */
export abstract class CladescopeError extends Error {
  readonly where: string | undefined;
  readonly expected: string | undefined;
  readonly got: string | undefined;
  readonly hint: string;

  constructor(problem: Problem) {
    super(describe(problem), problem.cause === undefined ? undefined : { cause: problem.cause });
    this.where = problem.where;
    this.expected = problem.expected;
    this.got = problem.got;
    this.hint = problem.hint;
  }
}

/** A checkpoint or array file (`.pth`, `.safetensors`, `.npy`, `.npz`) that cannot be read or written. */
export class CheckpointError extends CladescopeError {
  override readonly name = "CheckpointError";
}

/** A label map, instance map, positional map, picture or label set that does not fit. */
export class LabelError extends CladescopeError {
  override readonly name = "LabelError";
}

/** Parameters that do not make up a network of a known kind: missing, surplus, misshapen, contradictory. */
export class ModelError extends CladescopeError {
  override readonly name = "ModelError";
}

/** A back end that is missing or fails, or an input that does not fit the network being run. */
export class EngineError extends CladescopeError {
  override readonly name = "EngineError";
}

/** A training that cannot start, go on or be resumed: data, configuration, or a loss that is no number. */
export class TrainingError extends CladescopeError {
  override readonly name = "TrainingError";
}

/** A figure that cannot be drawn, read back or saved. */
export class FigureError extends CladescopeError {
  override readonly name = "FigureError";
}

/** Whether `error` is one of cladescope's own: its message is meant to be read as it is. */
export function isCladescopeError(error: unknown): error is CladescopeError {
  return error instanceof CladescopeError;
}

function describe({ what, where, expected, got, hint }: Problem): string {
  const lines = [where === undefined ? what : `${where}: ${what}`];
  if (expected !== undefined) lines.push(`  expected  ${expected}`);
  if (got !== undefined) lines.push(`  got       ${got}`);
  lines.push(`  try       ${hint}`);
  return lines.join("\n");
}
