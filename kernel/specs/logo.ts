/**
 * The kernel's mark: a label map with sky, sun, hill and field, and the letters of the language.
 *
 * @module
 */

/** Drawn on a square of 64 units; strokes instead of text, so that no font is needed. */
export const LOGO_SVG = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64" width="64" height="64">
<clipPath id="tile"><rect width="64" height="64" rx="12"/></clipPath>
<g clip-path="url(#tile)">
<rect width="64" height="64" fill="#4682b4"/>
<circle cx="47" cy="15" r="7" fill="#f6c344"/>
<path d="M0 36 C14 18 24 20 36 30 S56 38 64 30 V64 H0 Z" fill="#3c6e47"/>
<path d="M0 46 C20 38 40 44 64 40 V64 H0 Z" fill="#22352c"/>
</g>
<g fill="none" stroke="#fff" stroke-width="4.5" stroke-linecap="round" stroke-linejoin="round">
<path d="M11 38 H27 M19 38 V57"/>
<path d="M49 41 C47 37 36 36 36 42.5 C36 49 50 46 50 52.5 C50 59 38 58 35.5 53.5"/>
</g>
</svg>
`;

/** The mark as PNG; undefined where the canvas library does not work. */
export async function logoPng(size: number): Promise<Uint8Array | undefined> {
  try {
    const { createCanvas, loadImage } = await import("@napi-rs/canvas");
    const image = await loadImage(Buffer.from(LOGO_SVG));
    const canvas = createCanvas(size, size);
    canvas.getContext("2d").drawImage(image, 0, 0, size, size);
    return canvas.toBuffer("image/png");
  } catch {
    return undefined;
  }
}
