/**
 * Small helpers for error messages: text that comes from a file is never printed as it is.
 *
 * @module
 */

// DEL, C1 controls, line separators and bidirectional overrides: JSON leaves these as they are.
const INVISIBLE = /[\u007f-\u009f\u2028-\u202e\u2066-\u2069\ufeff]/g;

/** `text` quoted, on one line, without control characters and at most about `limit` long. */
export function shown(text: string, limit = 60): string {
  const cut = text.length > limit ? `${text.slice(0, limit)}…` : text;
  const hex = (c: string) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`;
  return JSON.stringify(cut).replace(INVISIBLE, hex);
}

/** At most `limit` of the quoted `names`, then how many more there are. */
export function listed(names: Iterable<string>, limit = 5): string {
  const all = [...names];
  const first = all.slice(0, limit).map((name) => shown(name, 72));
  return all.length > limit
    ? `${first.join(", ")} and ${all.length - limit} more`
    : first.join(", ");
}

/** `[3,4]`; of a file's nonsense, the first eight lengths. */
export function shapeText(shape: readonly number[]): string {
  return shape.length <= 8 ? `[${shape}]` : `[${shape.slice(0, 8)},… ${shape.length} axes]`;
}

/** `1 entry`, `2 entries`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}
