/**
 * What the graphs' nodes are built with, and what they hand on to one another.
 *
 * @module
 */

import type { Size } from "../../models/ops.ts";
import type { TableWay } from "./choices.ts";
import type { Given } from "./given-modulations.ts";
import type { Graph } from "./graph.ts";
import type { Sources } from "./sources.ts";

/** An activation: a matrix [batch · height · width, channels]. */
export interface Value extends Size {
  readonly name: string;
  readonly channels: number;

  /** Whether the matrix has half the height and width: an upsampling that whoever reads it does on the way. */
  readonly up: boolean;

  /** With `up`: values of the pixels that are not those of their block, [others, channels]; see borders.ts. */
  readonly border?: string | undefined;
}

/** What the nodes of a layer are built with. */
export interface Building {
  readonly graph: Graph;
  readonly batch: number;
  readonly sources: Sources;

  /** Puts a constant of the network into the graph; returns its name. */
  readonly constant: (name: string) => string;

  /** Layers whose scale and shift are inputs, in the place of their own modulation. */
  readonly given?: ReadonlyMap<string, Given> | undefined;

  /** How the rows of SPADE and SEAN are made at a size. */
  readonly tableWay: (size: Size) => TableWay;

  /** SEAN: how many styles the pictures have together; default 1. */
  readonly styleSets?: number;

  /** SEAN: whether the styles are convolved, where rows are "dense". */
  readonly convolved?: boolean;

  /** SEAN: whether noise is added. */
  readonly noisy?: boolean;

  /** Whether upsampled maps of a size are kept at half of it, with the borders of their regions beside. */
  readonly halved: (size: Size) => boolean;
}

/** Rows by which a layer scales and shifts, and the row of each pixel; null where each has its own, in order. */
export interface Rows {
  readonly scale: string;
  readonly shift: string;
  readonly index: string | null;
}
