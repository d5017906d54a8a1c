/** What every report must be: well-formed HTML that needs nothing but itself. */

import { expect } from "vitest";

/** Elements that have no end tag (HTML living standard, 13.1.2). */
const VOID = new Set(["meta", "img", "br", "link", "input", "hr"]);

/** The pictures of a page, in order. */
export function picturesOf(page: string): { alt: string; png: Uint8Array }[] {
  const images = page.matchAll(
    /<img alt="([^"]*)" src="data:image\/png;base64,([A-Za-z0-9+/=]+)">/g,
  );
  // Those of figures have a width behind their text.
  return [...images].map(([, alt, data]) => ({ alt, png: Buffer.from(data, "base64") }));
}

/** Fails unless the page is self-contained, every element is closed, and every picture has a text. */
export function checkPage(page: string): void {
  expect(page.startsWith("<!doctype html>\n<html lang=")).toBe(true);
  expect(page.length).toBeLessThan(20e6);
  // Scripts are those of figures: their text holds no address, and they ask for none (test/figures).
  const shell = page
    .replace(/base64,[A-Za-z0-9+/=]+/g, "base64,")
    .replace(/(<script\b[^>]*>)[\s\S]*?(<\/script>)/g, (_, start: string, end: string) => {
      expect(start).toMatch(
        /^<script( type="application\/octet-stream" data-(shared="[\w.-]+"|payload))?>$/,
      );
      return start + end;
    });
  expect(page).not.toMatch(/https?:\/\//i);
  expect(shell).not.toMatch(/<link|<iframe|@import|url\((?!["']?data:)/i);
  expect(shell.match(/\b(src|href)="(?!data:|#)[^"]*"/g)).toBeNull();
  expect(shell).not.toMatch(/undefined|NaN|\[object/);
  const pictures = picturesOf(page);
  expect(pictures.length).toBe(shell.match(/<img alt/g)?.length);
  expect(
    shell.match(/<img (?!alt)[^>]*>/g)?.every((img) => /alt="[^"]{10,}"/.test(img)) ?? true,
  ).toBe(true);
  expect(pictures.every(({ alt }) => alt.length > 10)).toBe(true);
  expect(openElements(shell)).toEqual([]);
}

/** Elements left open, after checking that those closed are closed in turn. */
function openElements(page: string): string[] {
  const open: string[] = [];
  for (const [, slash, name] of page.matchAll(/<(\/?)([a-z][a-z0-9]*)\b[^>]*>/g)) {
    if (VOID.has(name)) continue;
    if (slash === "") open.push(name);
    else expect(open.pop()).toBe(name);
  }
  return open;
}
