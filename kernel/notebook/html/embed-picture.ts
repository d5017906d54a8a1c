/**
 * Pictures beside the notebook, taken into the page.
 *
 * @module
 */

import { readFileSync, statSync } from "node:fs";
import { extname, join } from "node:path";

const TYPES: Record<string, string> = {
  ".png": "image/png",
  ".jpg": "image/jpeg",
  ".jpeg": "image/jpeg",
  ".gif": "image/gif",
  ".svg": "image/svg+xml",
  ".webp": "image/webp",
};

const MAX_BYTES = 20 * 2 ** 20;

/**
 * The data: URL of a picture whose address is relative to `folder`; undefined for any other address.
 *
 * @param missing Called where there is no such picture, or none that can be read.
 */
export function embedPicture(
  folder: string,
  address: string,
  missing: () => void = () => {},
): string | undefined {
  if (/^(?:[a-z][a-z0-9+.-]*:|\/|#)/i.test(address)) return undefined;
  try {
    const path = join(folder, decodeURIComponent(address.replace(/[?#].*$/, "")));
    const type = TYPES[extname(path).toLowerCase()];
    if (type === undefined || statSync(path).size > MAX_BYTES) return undefined;
    return `data:${type};base64,${readFileSync(path).toString("base64")}`;
  } catch {
    missing();
    return undefined; // the page shows what a browser shows for a picture that is missing
  }
}
