/**
 * What a user should know though nothing is wrong: one line on stderr.
 *
 * @module
 */

export function note(text: string): void {
  process.stderr.write(`note: ${text}\n`);
}
