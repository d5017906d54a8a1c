/**
 * The file of options.
 *
 * @module
 */

import { LabelError } from "../errors.ts";
import { readBytes } from "../labels/read-bytes.ts";
import { parseOptionsText } from "../models/options-text.ts";
import { parseReleasedOptions, type ReleasedOptions } from "../models/released-options.ts";
import { printable } from "./printable.ts";

/** The released code's options, as JSON or as the `opt.txt` that it writes. */
export async function readOptions(path: string): Promise<ReleasedOptions> {
  const text = new TextDecoder().decode(await readBytes(path));
  if (/^\s*[{["]/.test(text)) return parseReleasedOptions(parseJson(text, path), path);
  const options = parseReleasedOptions(parseOptionsText(text) ?? {}, path);
  if (Object.keys(options).length > 0) return options;
  throw notOptions(path, "text without any option of a network");
}

function parseJson(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw notOptions(path, printable((cause as Error).message), cause); // it quotes what it found
  }
}

function notOptions(path: string, got: string, cause?: unknown): LabelError {
  return new LabelError({
    what: "the file holds no options",
    where: path,
    expected:
      'JSON such as {"label_nc": 150, "no_instance": true}, or the released code\'s opt.txt',
    got,
    hint: "write down the options that matter; opt.pkl is not read",
    cause,
  });
}
