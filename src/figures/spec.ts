/**
 * A figure written down: its view and what the view was given. `figureFrom` draws it again.
 *
 * @module
 */

import { FigureError } from "../errors.ts";
import { packed, unpacked } from "./pack.ts";
import type { Provenance } from "./provenance.ts";

/** Of the format, not of the program. A reader refuses what is newer than itself. */
const VERSION = 1;

export interface FigureSpec {
  readonly format: "cladescope-figure";
  readonly version: number;

  /** Name of the view. */
  readonly view: string;

  /** What the view was given; typed arrays in base64. */
  readonly input: unknown;
  readonly provenance: Provenance;
}

export function specOf(view: string, input: unknown, provenance: Provenance): FigureSpec {
  return { format: "cladescope-figure", version: VERSION, view, input: packed(input), provenance };
}

/** Checks a spec read from JSON. @throws FigureError if it is none, or of a later version. */
export function readSpec(json: unknown, where: string): FigureSpec {
  const spec = json as Partial<FigureSpec> | null;
  const isSpec =
    typeof spec === "object" &&
    spec?.format === "cladescope-figure" &&
    Number.isInteger(spec.version) &&
    typeof spec.view === "string" &&
    typeof spec.provenance?.version === "string";
  if (!isSpec) {
    throw new FigureError({
      what: "this is no figure",
      where,
      expected: 'JSON with "format": "cladescope-figure", version, view, input and provenance',
      got: JSON.stringify(json)?.slice(0, 80),
      hint: 'save one with fig.save("figure.json")',
    });
  }
  if ((spec.version ?? 0) > VERSION) {
    throw new FigureError({
      what: "the figure is of a later version",
      where,
      expected: `version ${VERSION} or earlier`,
      got: `version ${spec.version}`,
      hint: "update cladescope",
    });
  }
  return { ...(spec as FigureSpec), input: unpacked(spec.input, `${where}: input`) };
}
