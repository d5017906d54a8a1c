/**
 * The one type of all figures. In a notebook it shows itself; `save` writes it as a file; `rows` are the numbers behind it.
 *
 * @module
 */

import { resolve } from "node:path";
import { prepareOutput, writeFileAtomically } from "../checkpoint/atomic-file.ts";
import { FigureError } from "../errors.ts";
import { checkChoice, checkOptionNames } from "../labels/check-choice.ts";
import { type FigureBundle, figureBundle, weightWarning } from "./bundle.ts";
import { chartDrawing } from "./chart/draw-chart.ts";
import { checkOptions } from "./check-option.ts";
import { THEME_NAMES, type ThemeName, themeOf } from "./color/theme.ts";
import { type Embed, embedMode, MODES } from "./embed.ts";
import { showInTslab } from "./hosts/tslab.ts";
import { packageVersion } from "./package-version.ts";
import { type Provenance, provenanceLine } from "./provenance.ts";
import { fileOf, formatOf, SAVE_OPTIONS, type SaveOptions } from "./save/save.ts";
import { type FigureWidth, widthInPoints } from "./save/size.ts";
import { svgText, type Words } from "./save/svg.ts";
import { type FigureSpec, specOf } from "./spec.ts";
import type { Picture, Row, View } from "./view.ts";

export interface FigureOptions {
  /** Where the numbers come from; `provenanceOf(paths)` makes one. */
  readonly provenance?: Provenance | undefined;

  /** In a notebook; default "auto", which follows the page (the picture in it is light). */
  readonly theme?: ThemeName | "auto" | undefined;

  /** In a notebook; default "double", 174 mm. */
  readonly width?: FigureWidth | undefined;

  /** Which scripts the figure brings along; default by CLADESCOPE_EMBED, else "first". */
  readonly embed?: Embed | undefined;

  /** Whether a notebook gets plotly's JSON too; default false: VS Code would show it with a plotly of its own. */
  readonly plotlyJson?: boolean | undefined;
}

export class Figure {
  /** What is to be seen, in words. */
  readonly title: string;
  readonly alt: string;

  readonly #view: string;
  readonly #input: unknown;
  readonly #picture: Picture;
  readonly #options: FigureOptions;

  private constructor(view: string, input: unknown, picture: Picture, options: FigureOptions) {
    checkShown(options);
    this.#view = view;
    this.#input = input;
    this.#picture = picture;
    this.#options = options;
    this.title = picture.title;
    this.alt = picture.alt;
  }

  static of<Input>(view: View<Input>, input: Input, options: FigureOptions = {}): Figure {
    return new Figure(view.name, input, view.picture(input), options);
  }

  /** The table behind the figure, whole. */
  rows(): readonly Row[] {
    return [...this.#picture.rows()];
  }

  /** The numbers that matter, in words. */
  get text(): string {
    return this.#picture.text;
  }

  /** The figure as plain data, from which `figureFrom` draws it again. */
  spec(): FigureSpec {
    return specOf(this.#view, this.#input, this.#provenance);
  }

  /** The same figure, shown in another way. */
  with(options: FigureOptions): Figure {
    checkOptions("figure", options, {});
    return new Figure(this.#view, this.#input, this.#picture, { ...this.#options, ...options });
  }

  /**
   * Writes a file: .png, .svg, .pdf, .html, .csv, .parquet or .json. No browser is needed. Beside a .csv, which has no place for
   * it, a .csv.json says where the numbers come from.
   *
   * @returns The absolute path.
   * @throws FigureError for another ending or an option that there is not, CheckpointError if the file cannot be written.
   */
  async save(path: string, options: SaveOptions = {}): Promise<string> {
    const format = formatOf(path);
    checkOptionNames(FigureError, "save: options", options, SAVE_OPTIONS);
    const spec = this.spec();
    const beside = `${path}.json`;
    // Both or none.
    if (format === "csv") await prepareOutput(beside);
    const chunks = await fileOf(format, this.#picture, this.#words, spec, options);
    await writeFileAtomically(path, chunks);
    if (format === "csv") {
      await writeFileAtomically(beside, await fileOf("json", this.#picture, this.#words, spec, {}));
    }
    return resolve(path);
  }

  /** As SVG text without an embedded font. */
  svg({ width = "double", theme = "light" }: Pick<SaveOptions, "width" | "theme"> = {}): string {
    const colors = themeOf(theme);
    const drawing = chartDrawing(this.#picture.chart(colors), widthInPoints(width), colors);
    return svgText(drawing, this.#words);
  }

  /** What a notebook gets. */
  bundle(): FigureBundle {
    const {
      theme = "auto",
      width = "double",
      embed = embedMode(),
      plotlyJson = false,
    } = this.#options;
    const bundle = figureBundle(this.#picture, this.#words, {
      width: widthInPoints(width),
      theme,
      embed,
      plotlyJson,
    });
    const warning = weightWarning(bundle, this.#picture);
    if (warning !== null) console.warn(warning);
    return bundle;
  }

  get #provenance(): Provenance {
    return this.#options.provenance ?? { version: packageVersion };
  }

  get #words(): Words {
    return { title: this.title, alt: this.alt, source: provenanceLine(this.#provenance) };
  }
}

/** How it is shown is told when it is made, not in the cell that shows it. */
function checkShown({ theme = "auto", width = "double", embed = "first" }: FigureOptions): void {
  checkChoice(FigureError, "theme", theme, ["auto", ...THEME_NAMES]);
  checkChoice(FigureError, "embed", embed, MODES);
  widthInPoints(width);
}

// Not in the class body: names that are computed cannot stand in declarations.
Object.defineProperties(Figure.prototype, {
  [Symbol.for("Jupyter.display")]: {
    value(this: Figure): FigureBundle {
      return this.bundle();
    },
  },
  /** console.log of a figure says it in words; under tslab, which logs results, it shows the figure. */
  [Symbol.for("nodejs.util.inspect.custom")]: {
    value(this: Figure): string {
      return showInTslab(() => this.bundle()) ? this.title : `${this.title}\n${this.text}`;
    },
  },
});
