/**
 * A drawing as a PDF file of one page: vectors, and text that can be searched, in an embedded font.
 *
 * @module
 */

import type { ChartDrawing } from "../chart/draw-chart.ts";
import { PdfPen, registerFonts } from "../pen/pdf-pen.ts";
import type { Words } from "./svg.ts";

export async function pdfFile(
  { width, height, draw }: ChartDrawing,
  words: Words,
): Promise<Uint8Array> {
  const { default: PDFDocument } = await import("pdfkit");
  const page = new PDFDocument({
    size: [width, height],
    margin: 0,
    lang: "en",
    displayTitle: true,
    info: { Title: words.title, Subject: words.alt, Keywords: words.source, Creator: "cladescope" },
  });
  const chunks: Buffer[] = [];
  page.on("data", (chunk: Buffer) => chunks.push(chunk));
  const ended = new Promise<void>((resolve, reject) => {
    page.on("end", resolve);
    page.on("error", reject);
  });
  registerFonts(page);
  draw(new PdfPen(page));
  page.end();
  await ended;
  return Buffer.concat(chunks);
}
