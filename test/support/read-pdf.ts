/**
 * Reads as much of a PDF as tells what is in it: its objects, their streams, and the text of a page by the fonts' own tables.
 * PDF 32000-1:2008, 7.3, 9.10.3.
 *
 * @module
 */

import { inflateSync } from "node:zlib";

export interface PdfObject {
  readonly number: number;
  readonly dictionary: string;
  readonly stream: Buffer | null;
}

export function pdfObjects(file: Uint8Array): PdfObject[] {
  const bytes = Buffer.from(file);
  const text = bytes.toString("latin1");
  if (!text.startsWith("%PDF-1.") || !text.trimEnd().endsWith("%%EOF")) throw new Error("no PDF");
  const out: PdfObject[] = [];
  const head = /(\d+) 0 obj\n/g;
  for (let found = head.exec(text); found !== null; found = head.exec(text)) {
    const start = found.index + found[0].length;
    const end = text.indexOf("\nendobj", start);
    const at = text.slice(start, end).indexOf("\nstream\n");
    const dictionary = at < 0 ? text.slice(start, end) : text.slice(start, start + at);
    let stream: Buffer | null = null;
    if (at >= 0) {
      const length = Number(/\/Length (\d+)/.exec(dictionary)?.[1]);
      const raw = bytes.subarray(start + at + 8, start + at + 8 + length);
      stream = dictionary.includes("/FlateDecode") ? inflateSync(raw) : raw;
    }
    out.push({ number: Number(found[1]), dictionary, stream });
    head.lastIndex = end;
  }
  return out;
}

/** An entry of the document's information, such as "Title". PDF 32000-1:2008, 14.3.3, 7.9.2.2. */
export function pdfInfo(objects: readonly PdfObject[], entry: string): string | null {
  for (const { dictionary } of objects) {
    const found = new RegExp(`/${entry} (\\d+) 0 R`).exec(dictionary);
    const text = objects.find((one) => one.number === Number(found?.[1]))?.dictionary;
    if (found === null || text === undefined) continue;
    const inside = text.slice(text.indexOf("(") + 1, text.lastIndexOf(")"));
    const escapes: Record<string, string> = { n: "\n", r: "\r", t: "\t", b: "\b", f: "\f" };
    const bytes = Buffer.from(
      inside.replace(/\\(.)/gs, (_, char: string) => escapes[char] ?? char),
      "latin1",
    );
    const isUtf16 = bytes[0] === 0xfe && bytes[1] === 0xff;
    return isUtf16 ? bytes.subarray(2).swap16().toString("utf16le") : bytes.toString("latin1");
  }
  return null;
}

/** What each of the strings on the page says; a glyph's letters come from the ToUnicode tables of all its fonts. */
export function pdfTexts(objects: readonly PdfObject[]): string[] {
  const fonts = new Map<string, Map<number, string>>();
  const stream = (number: string) => objects.find((one) => one.number === Number(number))?.stream;
  const resources = objects.flatMap(({ dictionary }) => [
    ...dictionary.matchAll(/\/(F\d+) (\d+) 0 R/g),
  ]);
  for (const [, name, number] of resources) {
    const font = objects.find((one) => one.number === Number(number))?.dictionary ?? "";
    const table = /\/ToUnicode (\d+) 0 R/.exec(font);
    if (table !== null) fonts.set(name, toUnicode(String(stream(table[1]))));
  }
  const texts: string[] = [];
  for (const { dictionary, stream: content } of objects) {
    if (content === null || /\/(Type|Length1|Subtype)\b/.test(dictionary)) continue;
    let font = new Map<number, string>();
    for (const [, name, shown] of content
      .toString("latin1")
      .matchAll(/\/(F\d+) [\d.]+ Tf|\[([^\]]*)\] TJ/g)) {
      if (name !== undefined) font = fonts.get(name) ?? new Map();
      else {
        const glyphs = [...shown.matchAll(/<([\da-f]+)>/g)].flatMap(
          ([, hex]) => hex.match(/.{4}/g) ?? [],
        );
        texts.push(glyphs.map((hex) => font.get(Number.parseInt(hex, 16)) ?? "\ufffd").join(""));
      }
    }
  }
  return texts;
}

/** bfrange lines of the form `<from> <to> [<letters> …]`. */
function toUnicode(table: string): Map<number, string> {
  const out = new Map<number, string>();
  for (const [, from, list] of table.matchAll(/<([\da-f]+)> <[\da-f]+> \[([^\]]*)\]/g)) {
    for (const [i, [, hex]] of [...list.matchAll(/<([\da-f ]*)>/g)].entries()) {
      const units = (hex.match(/[\da-f]{4}/g) ?? []).map((unit) => Number.parseInt(unit, 16));
      out.set(Number.parseInt(from, 16) + i, String.fromCharCode(...units));
    }
  }
  return out;
}
