/**
 * A command line that makes no sense: unknown command or option, missing argument, options that exclude each other.
 * Exit code 2; everything about files, contents or the machine is exit code 1.
 *
 * @module
 */

export class UsageError extends Error {
  override readonly name = "UsageError";

  /** The command whose help would answer it. */
  readonly command: string | undefined;

  constructor(message: string, command?: string) {
    super(message);
    this.command = command;
  }
}
