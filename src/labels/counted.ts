/**
 * Counts of things in messages.
 *
 * @module
 */

/** "1 label map", "1,234 label maps". */
export function counted(count: number, thing: string): string {
  return `${count.toLocaleString("en")} ${thing}${count === 1 ? "" : "s"}`;
}
