/**
 * Texts that fit a width. What measures them differs: print knows its font's file, a page asks the browser about the font that it has.
 *
 * @module
 */

/** Width of a text, in units of `size`. */
export type TextWidth = (text: string, size: number, bold?: boolean) => number;

/** `text`, its end replaced by "…" if it is wider than `width`. */
export function fitted(
  textWidth: TextWidth,
  text: string,
  width: number,
  size: number,
  bold = false,
): string {
  if (textWidth(text, size, bold) <= width) return text;
  const characters = [...text];
  while (
    characters.length > 1 &&
    textWidth(`${characters.join("").trimEnd()}…`, size, bold) > width
  ) {
    characters.pop();
  }
  return `${characters.join("").trimEnd()}…`;
}

/** Lines of at most `width`, broken at spaces, though not before a percent sign; within a word only if it has no room in a line of its own. */
export function wrapped(
  textWidth: TextWidth,
  text: string,
  width: number,
  size: number,
  bold = false,
): string[] {
  const fits = (line: string) => textWidth(line, size, bold) <= width;
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(/ (?!%)/)) {
    const longer = line === "" ? word : `${line} ${word}`;
    if (fits(longer)) {
      line = longer;
      continue;
    }
    if (line !== "") lines.push(line);
    const pieces = broken(word, fits);
    lines.push(...pieces.slice(0, -1));
    line = pieces[pieces.length - 1];
  }
  return line === "" ? lines : [...lines, line];
}

/** A word in pieces that fit: layers are called "G_middle_0.norm_0", which has places to break at. */
function broken(word: string, fits: (text: string) => boolean): string[] {
  if (fits(word)) return [word];
  const pieces: string[] = [];
  let piece = "";
  for (const part of word
    .split(/(?<=[_./-])/)
    .flatMap((part) => (fits(part) ? [part] : [...part]))) {
    if (piece !== "" && !fits(piece + part)) {
      pieces.push(piece);
      piece = "";
    }
    piece += part;
  }
  return [...pieces, piece];
}
