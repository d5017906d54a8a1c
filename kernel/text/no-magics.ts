/**
 * A hint for lines that IPython would understand: `%time f()`, `%%bash`, `!ls -l`.
 *
 * @module
 */

/** Undefined for a line that looks like none; asked only when the line has failed. */
export function magicHint(line: string): string | undefined {
  if (!/^(?:\s*%%?[a-z]|!\s*[a-z][\w./-]*(?:\s+[\w./~'"$*-]|\s*$))/i.test(line)) return undefined;
  return 'This kernel has no magics. To run a program: import { execSync } from "node:child_process"; execSync("ls", { stdio: "inherit" })';
}
