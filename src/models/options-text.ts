/**
 * The released code's `opt.txt`, which it writes beside every checkpoint: one option a line, right-aligned name, value as
 * Python prints it, the default behind it where the two differ (options/base_options.py, `save_options`).
 *
 * @module
 */

/** The options of an `opt.txt` by name; null if `text` is not one. */
export function parseOptionsText(text: string): Record<string, unknown> | null {
  const options = new Map<string, unknown>();
  for (const line of text.split(/\r?\n/)) {
    const [, name, value] = /^\s*(\w+): (.*?)\s*(?:\[default: .*\])?\s*$/.exec(line) ?? [];
    if (name !== undefined) options.set(name, pythonValue(value));
  }
  return options.size === 0 ? null : Object.fromEntries(options);
}

function pythonValue(text: string): unknown {
  if (text === "True") return true;
  if (text === "False") return false;
  if (text === "None") return null;
  return text !== "" && Number.isFinite(Number(text)) ? Number(text) : text;
}
