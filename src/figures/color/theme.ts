/**
 * Themes: the few colours and sizes that a figure takes from where it is shown.
 *
 * @module
 */

import { FigureError } from "../../errors.ts";
import { checkChoice } from "../../labels/check-choice.ts";

/** Where a figure is shown. "paper" is black on white, without the title that a caption will say. */
export type ThemeName = "light" | "dark" | "paper";

export interface Theme {
  readonly name: ThemeName;
  readonly background: string;

  /** Text and axes; at least 7 : 1 against the background. */
  readonly ink: string;

  /** Notes and tick labels; at least 4.5 : 1. */
  readonly soft: string;

  /** Grid lines and frames. */
  readonly faint: string;

  /** What stands for "the rest" beside marks in focus; at least 3 : 1 is not wanted here. */
  readonly rest: string;

  /** Marks of up to eight kinds, in order; at least 3 : 1 against the background, told apart by colour-blind readers. */
  readonly marks: readonly string[];

  /** Whether the title is drawn. */
  readonly title: boolean;

  /** Size of text in points. */
  readonly fontSize: number;
}

/**
 * Blue and vermilion are Okabe and Ito's (https://jfly.uni-koeln.de/color/). The others were picked one after the other as far from all before in OKLab
 * as possible, for normal sight, protanopia and deuteranopia alike, among colours with 3 : 1 against the background. (Okabe and Ito's own green,
 * purple and orange, darkened until they can be seen on white, cannot be told apart by colour-blind readers any more.)
 */
const ON_LIGHT = [
  "#0072b2",
  "#d55e00",
  "#1a1a80",
  "#b31a4d",
  "#5a9090",
  "#660000",
  "#111111",
  "#3a3aff",
];

const ON_DARK = [
  "#56b4e9",
  "#ff8a4a",
  "#d6f5f0",
  "#e2476a",
  "#f0e442",
  "#4a86e0",
  "#99ccb3",
  "#1a8000",
];

const LIGHT: Theme = {
  name: "light",
  background: "#ffffff",
  ink: "#1c2024",
  soft: "#5a636b",
  faint: "#d9dde1",
  rest: "#c4c9ce",
  marks: ON_LIGHT,
  title: true,
  fontSize: 8,
};

export const THEMES: Readonly<Record<ThemeName, Theme>> = {
  light: LIGHT,
  dark: {
    ...LIGHT,
    name: "dark",
    background: "#16191d",
    ink: "#eceff1",
    soft: "#a7b0b8",
    faint: "#3a4148",
    rest: "#545c64",
    marks: ON_DARK,
  },
  paper: { ...LIGHT, name: "paper", ink: "#000000", soft: "#404040", title: false },
};

export const THEME_NAMES: readonly ThemeName[] = ["light", "dark", "paper"];

/** @throws FigureError if there is no such theme. */
export function themeOf(name: ThemeName): Theme {
  return THEMES[checkChoice(FigureError, "theme", name, THEME_NAMES)];
}
