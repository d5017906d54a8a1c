/**
 * Each kind of file, read back by a reader that is not the writer.
 *
 * @module
 */

import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inflateSync } from "node:zlib";
import { decode } from "fast-png";
import { create as createFont } from "fontkit";
import { parquetMetadata, parquetReadObjects } from "hyparquet";
import { afterAll, afterEach, describe, expect, test, vi } from "vitest";
import { classParametersFigure } from "../../../src/figures/class-parameters.ts";
import { Figure } from "../../../src/figures/figure.ts";
import { figureFrom } from "../../../src/figures/figure-from.ts";
import type { View } from "../../../src/figures/view.ts";
import { pdfInfo, pdfObjects, pdfTexts } from "../../support/read-pdf.ts";
import { elementsOf, readXml } from "../../support/read-xml.ts";
import { bankOf } from "../banks.ts";

const provenance = {
  version: "test",
  files: [{ name: "net_G.pth", sha256: "0123456789abcdef".repeat(4) }],
  settings: { seed: 3, order: "cluster" },
};
const SOURCE = `cladescope test; net_G.pth sha256 ${"0123456789abcdef".repeat(4)}; seed 3; order cluster`;

// What must be escaped somewhere: in XML, CSV, a comment, or everywhere.
const names = [
  "sky",
  'the "old" tree, left',
  "sea & <sand>",
  "road\nor path",
  "#5",
  "bell\u0007 γ",
];
const bank = bankOf("up_2.norm_0", names, 24, 1);
const figure = classParametersFigure([bank], { provenance });

const folder = mkdtempSync(join(tmpdir(), "cladescope-save-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
afterEach(() => vi.unstubAllEnvs());
const path = (name: string) => join(folder, name);

describe("PNG", () => {
  test.each([
    ["double column at the default 300 dpi", {}, 2055, 11811],
    ["single column at 600 dpi", { width: "single", dpi: 600 }, 1984, 23622],
    ["100 mm at 150 dpi", { width: 100, dpi: 150 }, 591, 5906],
  ] as const)(
    "has the pixels that millimetres and dpi ask for: %s",
    async (_, options, wide, per) => {
      const png = decode(readFileSync(await figure.save(path("size.png"), options)));
      expect(png.width).toBe(wide);
      expect(png.resolution).toEqual({ x: per, y: per, unit: 1 });
    },
  );

  test("says in UTF-8 what it shows and where the numbers come from", async () => {
    const texts = pngTexts(readFileSync(await figure.save(path("texts.png"))));
    expect(texts).toEqual({
      Title: figure.title,
      Description: figure.alt,
      Source: SOURCE,
      Software: "cladescope",
    });
    expect(texts.Title).toContain("γ");
  });
});

describe("SVG", () => {
  test("is well-formed, refers to nothing outside, and says what it shows", async () => {
    const text = readFileSync(await figure.save(path("a.svg")), "utf8");
    const svg = readXml(text);
    const all = [...elementsOf(svg)];
    const textOf = (name: string) => all.find((one) => one.name === name)?.text;
    expect(textOf("title")).toBe(figure.title);
    expect(textOf("desc")).toBe(figure.alt.replace("\u0007", ""));
    expect(textOf("metadata")).toBe(SOURCE);
    for (const { attributes } of all) {
      const { href, xmlns, ...others } = attributes;
      if (href !== undefined) expect(href).toMatch(/^data:image\/png;base64,/);
      if (xmlns !== undefined) expect(xmlns).toBe("http://www.w3.org/2000/svg");
      expect(Object.values(others).join(" ")).not.toMatch(/https?:|file:|url\((?!#)/);
    }
    expect(textOf("style")?.replaceAll(/url\(data:[^)]*\)/g, "")).not.toContain("url(");
    expect(svg.attributes.width).toBe("493.228pt"); // 174 mm
  });

  test("brings a font with every letter that it shows", async () => {
    const svg = readXml(readFileSync(await figure.save(path("font.svg")), "utf8"));
    const all = [...elementsOf(svg)];
    const style = all.find(({ name }) => name === "style")?.text ?? "";
    for (const weight of ["normal", "bold"]) {
      const face = new RegExp(`font-weight:${weight};src:url\\(data:font/woff2;base64,([^)]*)\\)`);
      const font = createFont(Buffer.from(face.exec(style)?.[1] ?? "", "base64"));
      if (!("hasGlyphForCodePoint" in font)) throw new Error("not one font");
      const letters = all
        .filter(
          ({ name, attributes }) =>
            name === "text" && (attributes["font-weight"] ?? "normal") === weight,
        )
        .flatMap(({ text }) => [...text]);
      expect(letters.length).toBeGreaterThan(0);
      const missing = letters.filter((one) => !font.hasGlyphForCodePoint(one.codePointAt(0) ?? 0));
      expect(missing.filter((one) => one !== "\n")).toEqual([]);
    }
  });
});

describe("PDF", () => {
  test("is vectors and text that can be searched, in an embedded font", async () => {
    const file = readFileSync(await figure.save(path("a.pdf")));
    const objects = pdfObjects(file);
    const all = objects.map(({ dictionary }) => dictionary).join("\n");
    expect(all).toContain("/FontFile2");
    expect(all).not.toMatch(/\/Type3|\/BaseFont \/Helvetica/);
    expect(all.match(/\/Subtype \/Image/g)).toHaveLength(2); // cells and colour bar, no page as a picture
    expect(all).toContain(`/MediaBox [0 0 493.2`);
    const texts = pdfTexts(objects);
    expect(texts).toContain(figure.title);
    expect(texts).toContain("sea & <sand>");
    expect(texts.join("")).not.toContain("\ufffd");
  });

  test("says in its information where the numbers come from", async () => {
    const objects = pdfObjects(readFileSync(await figure.save(path("info.pdf"))));
    expect(pdfInfo(objects, "Keywords")).toBe(SOURCE);
    expect(pdfInfo(objects, "Title")).toBe(figure.title);
    expect(pdfInfo(objects, "Subject")).toBe(figure.alt);
  });
});

describe("HTML", () => {
  test("asks for nothing from anywhere", async () => {
    const html = readFileSync(await figure.save(path("a.html")), "utf8");
    expect(html).not.toMatch(/https?:\/\//);
    for (const [, value] of html.matchAll(/\s(?:src|href|srcset|poster|action)="([^"]*)"/g)) {
      expect(value).toMatch(/^data:image\/png;base64,/);
    }
    expect(html).not.toMatch(/@import|<link|<iframe|\bimport\s*\(|\bfetch\s*\(|XMLHttpRequest/);
  });

  test("says what it shows and where the numbers come from", async () => {
    const html = readFileSync(await figure.save(path("b.html")), "utf8");
    expect(html).toContain(`<meta name="source" content="${SOURCE}">`);
    expect(html).toContain("<title>Effective scale (γ) of up_2.norm_0");
    expect(html).toContain("sea &#38; &#60;sand&#62;");
    expect(html).not.toContain("<sand>");
  });
});

describe("CSV", () => {
  test("holds every row, names in quotes where they must be, and no comment unless asked for", async () => {
    const text = readFileSync(await figure.save(path("a.csv")), "utf8");
    const [head, ...rows] = readCsv(text);
    expect(head).toEqual(["layer", "class", "className", "channel", "kind", "effective", "raw"]);
    expect(rows).toHaveLength(names.length * 24);
    for (const [i, row] of figure.rows().entries()) {
      expect(rows[i]).toEqual(head.map((name) => String(row[name])));
    }
  });

  test("says where the numbers come from in a file beside it, and in comments if asked for", async () => {
    const saved = await figure.save(path("b.csv"), { comments: true });
    const lines = readFileSync(saved, "utf8").split("\r\n");
    expect(lines.slice(0, 3)).toEqual([
      `# ${figure.title}`,
      `# ${SOURCE}`,
      "layer,class,className,channel,kind,effective,raw",
    ]);
    // Whoever skips lines behind # must not skip the class "#5" or the rest of its line.
    expect(lines.slice(3).filter((line) => /(^|,)#/.test(line))).toEqual([]);
    const beside = JSON.parse(readFileSync(`${saved}.json`, "utf8"));
    expect(beside).toMatchObject({ title: figure.title, provenance });
  });

  test("is not written if the file beside it cannot be", async () => {
    mkdirSync(path("c.csv.json"));
    await expect(figure.save(path("c.csv"))).rejects.toThrow(/output is a folder/);
    expect(existsSync(path("c.csv"))).toBe(false);
  });
});

test("Parquet holds every row with types, and where the numbers come from", async () => {
  const bytes = readFileSync(await figure.save(path("a.parquet")));
  const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength);
  expect(await parquetReadObjects({ file })).toEqual(figure.rows());
  const { key_value_metadata: texts } = parquetMetadata(file);
  expect(texts).toContainEqual({ key: "source", value: SOURCE });
  expect(texts).toContainEqual({ key: "title", value: figure.title });
});

test("JSON draws the same figure again", async () => {
  const json = JSON.parse(readFileSync(await figure.save(path("a.json")), "utf8"));
  expect(json).toMatchObject({ title: figure.title, alt: figure.alt, provenance });
  const again = figureFrom(json);
  expect(again.svg()).toBe(figure.svg());
  expect(again.rows()).toEqual(figure.rows());
  expect(again.spec()).toEqual(figure.spec());
});

test("a figure without rows can be saved as a table", async () => {
  const view: View<null> = {
    name: "nothing",
    picture: () => ({
      title: "nothing",
      alt: "nothing",
      text: "nothing",
      rows: () => [],
      chart: () => ({ title: "nothing", panels: [] }),
    }),
  };
  const nothing = Figure.of(view, null, { provenance });
  for (const ending of ["csv", "parquet", "png", "svg", "pdf", "html", "json"]) {
    expect(existsSync(await nothing.save(path(`nothing.${ending}`)))).toBe(true);
  }
  const bytes = readFileSync(path("nothing.parquet"));
  const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength);
  expect(await parquetReadObjects({ file })).toEqual([]);
});

describe("what cannot be saved is said, and leaves nothing behind", () => {
  const filesThere = () => readdirSync(folder).sort();

  test.each([
    ["a.jpg", {}, /ends in \.png, \.svg[\s\S]*\.jpg/],
    ["a", {}, /no ending/],
    ["missing/a.png", {}, /folder of the output does not exist/],
    ["a.png/", {}, /./],
    ["w.png", { width: 5 }, /20 to 2000 millimetres[\s\S]*5/],
    ["w.svg", { width: Number.NaN }, /20 to 2000 millimetres/],
    ["w.pdf", { width: "triple" }, /single or double[\s\S]*triple/],
    ["d.png", { dpi: 0 }, /36 to 2400 dots per inch/],
    ["d.png", { dpi: 1e6 }, /36 to 2400 dots per inch/],
    ["d.png", { dpi: Number.NaN }, /36 to 2400 dots per inch/],
    ["d.png", { dpi: 2400, width: 2000 }, /too many pixels[\s\S]*fewer dots/],
    ["t.svg", { theme: "pink" }, /theme: there is no such choice[\s\S]*"light", "dark", "paper"/],
  ])("%s %j", async (name, options, message) => {
    const files = filesThere();
    await expect(figure.save(path(name), options as object)).rejects.toThrow(message);
    expect(filesThere()).toEqual(files);
  });

  test.skipIf(process.getuid?.() === 0 || process.platform === "win32")(
    "a folder that may not be written to",
    async () => {
      mkdirSync(path("locked"));
      chmodSync(path("locked"), 0o500);
      await expect(figure.save(path("locked/a.svg"))).rejects.toThrow(/may not be written/);
      expect(readdirSync(path("locked"))).toEqual([]);
    },
  );
});

describe("without a canvas", () => {
  test.each(["svg", "pdf", "html", "csv", "parquet", "json"])("%s is saved", async (ending) => {
    vi.stubEnv("CLADESCOPE_CANVAS", "none");
    expect(readFileSync(await figure.save(path(`none.${ending}`))).length).toBeGreaterThan(500);
  });

  test("PNG is an error that says what would help", async () => {
    vi.stubEnv("CLADESCOPE_CANVAS", "none");
    await expect(figure.save(path("none.png"))).rejects.toThrow(
      /needs a canvas[\s\S]*SVG or PDF, which need none/,
    );
    expect(existsSync(path("none.png"))).toBe(false);
  });

  test("a notebook gets an SVG picture", () => {
    vi.stubEnv("CLADESCOPE_CANVAS", "none");
    const bundle = figure.bundle();
    expect(Object.keys(bundle)).toEqual(["text/html", "text/plain"]);
    const uri = /<img src="data:image\/svg\+xml;base64,([^"]*)"/.exec(String(bundle["text/html"]));
    const svg = readXml(Buffer.from(uri?.[1] ?? "", "base64").toString());
    expect(svg.name).toBe("svg");
  });
});

/** Keyword to text of the iTXt chunks. PNG specification (third edition), 11.3.3.4. */
function pngTexts(png: Buffer): Record<string, string> {
  const out: Record<string, string> = {};
  for (let at = 8; at < png.length; ) {
    const length = png.readUInt32BE(at);
    const data = png.subarray(at + 8, at + 8 + length);
    if (png.toString("latin1", at + 4, at + 8) === "iTXt") {
      const end = data.indexOf(0);
      const language = data.indexOf(0, end + 3);
      const text = data.subarray(data.indexOf(0, language + 1) + 1);
      out[data.toString("latin1", 0, end)] = (data[end + 1] ? inflateSync(text) : text).toString();
    }
    at += 12 + length;
  }
  return out;
}

/** RFC 4180, to the letter. */
function readCsv(text: string): string[][] {
  const rows: string[][] = [[]];
  let at = 0;
  while (at < text.length) {
    const cell = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n|$)/y;
    cell.lastIndex = at;
    const found = cell.exec(text);
    if (found === null) throw new Error(`not CSV: ${text.slice(at, at + 60)}`);
    rows[rows.length - 1].push(found[1]?.replaceAll('""', '"') ?? found[2]);
    at = cell.lastIndex;
    if (found[3] === "\r\n" && at < text.length) rows.push([]);
  }
  return rows;
}
