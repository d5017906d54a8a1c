/**
 * What a network is conditioned on: label maps, edges, positional maps, latent codes, at one size for all pictures
 * of a batch.
 *
 * @module
 */

import { EngineError } from "../errors.ts";
import type { LabelMap, Size } from "../labels/label-map.ts";
import { resizeNearest } from "../labels/nearest.ts";
import type { PositionalMap } from "../positions/positional-map.ts";
import { type Exemplar, exemplarAt, joinedExemplars } from "./exemplar.ts";
import type { StyleCodes } from "./style-codes.ts";

export interface Conditions {
  readonly batch: number;
  readonly height: number;
  readonly width: number;

  /** Bank row of each pixel; [batch, height, width]. */
  readonly labels: Int32Array;

  /** Instance edge bits, 0 or 1; [batch, height, width]. */
  readonly edges?: Uint8Array | undefined;

  /** Intra-class positional maps (y, x); [batch, 2, height, width]. */
  readonly positions?: Float32Array | undefined;

  /** Latent codes; [batch, zDim]. */
  readonly z?: Float32Array | undefined;

  /** SEAN's style codes; [batch, classes, styleLength]. */
  readonly styles?: Float32Array | undefined;

  /** Of `styles`, where it is known: codes of 16 regions and length 19 are not those of 19 regions and length 16. */
  readonly styleLength?: number | undefined;

  /** SEAN: seed of the noise that the released code adds before normalisation; default: none is added. */
  readonly noiseSeed?: number | undefined;

  /** MSCA: pictures whose style is taken, one for each of the batch. */
  readonly exemplar?: Exemplar | undefined;
}

/** The conditions of one picture. */
export interface PictureConditions {
  readonly labels: LabelMap;
  readonly edges?: Uint8Array | undefined;
  readonly positions?: PositionalMap | undefined;
  readonly z?: Float32Array | undefined;
  readonly styles?: StyleCodes | undefined;
  readonly exemplar?: Exemplar | undefined;
}

/**
 * Puts pictures of one size together.
 *
 * @throws EngineError if there is none, sizes differ, or one picture has what another lacks.
 */
export function conditionsOf(...pictures: readonly PictureConditions[]): Conditions {
  if (pictures.length === 0) {
    throw new EngineError({
      what: "there is no picture to make",
      where: "conditions",
      expected: "the conditions of one picture or more",
      got: "none",
      hint: "pass its labels, and edges or positions if the network uses them",
    });
  }
  const { height, width } = pictures[0].labels;
  for (const [i, picture] of pictures.entries()) checkSizes(picture, i, { height, width });
  return {
    batch: pictures.length,
    height,
    width,
    labels: joined(pictures, "label map", Int32Array, (p) => p.labels.rows) as Int32Array,
    edges: joined(pictures, "edge map", Uint8Array, (p) => p.edges),
    positions: joined(pictures, "positional map", Float32Array, (p) => p.positions?.data),
    z: joined(pictures, "latent code", Float32Array, (p) => p.z),
    styles: joined(pictures, "style code", Float32Array, (p) => p.styles?.values),
    styleLength: pictures[0].styles?.length,
    exemplar: joinedExemplars(pictures.map((p) => p.exemplar)),
  };
}

/**
 * Every map by PyTorch's nearest rule at another size, as the released networks resize them for each layer; z, style
 * codes and exemplars stay.
 */
export function conditionsAt(conditions: Conditions, height: number, width: number): Conditions {
  const { batch, labels, edges, positions } = conditions;
  if (height === conditions.height && width === conditions.width) return conditions;
  const resize = <T extends Int32Array | Uint8Array | Float32Array>(planes: T): T =>
    resizeNearest(planes, conditions, { height, width }, "torch") as T;
  return {
    ...conditions,
    batch,
    height,
    width,
    labels: resize(labels),
    edges: edges && resize(edges),
    positions: positions && resize(positions),
  };
}

/** The pictures of a batch, each as conditions of its own. */
export function picturesOf(conditions: Conditions): Conditions[] {
  const { batch, height, width, labels, edges, positions, z, styles, styleLength } = conditions;
  const { noiseSeed, exemplar } = conditions;
  if (batch === 1) return [conditions];
  const part = <T extends Int32Array | Uint8Array | Float32Array>(all: T, n: number): T => {
    const each = all.length / batch;
    return all.subarray(n * each, (n + 1) * each) as T;
  };
  return Array.from({ length: batch }, (_, n) => ({
    batch: 1,
    height,
    width,
    labels: part(labels, n),
    edges: edges && part(edges, n),
    positions: positions && part(positions, n),
    z: z && part(z, n),
    styles: styles && part(styles, n),
    styleLength,
    noiseSeed,
    exemplar: exemplar && exemplarAt(exemplar, n),
  }));
}

/** The edge bits. @throws EngineError if there are none. */
export function edgesOf({ edges }: Conditions, where = "conditions"): Uint8Array {
  if (edges !== undefined) return edges;
  throw new EngineError({
    what: "this network has an instance edge channel, and there is no instance map",
    where,
    expected: "edges, [batch, height, width]",
    got: "none",
    hint: "give an instance map (--instances FILE); the label map itself will do, for the edges between classes",
  });
}

/** The positional maps. @throws EngineError if there are none. */
export function positionsOf({ positions }: Conditions, where = "conditions"): Float32Array {
  if (positions !== undefined) return positions;
  throw new EngineError({
    what: "this network (CLADE-ICPE) needs positional maps",
    where,
    expected: "positions, [batch, 2, height, width]",
    got: "none",
    hint: "compute them from the label map with positionalMap()",
  });
}

/** The style codes. @throws EngineError if there are none. */
export function stylesOf(
  { styles }: Pick<Conditions, "styles">,
  where = "conditions",
): Float32Array {
  if (styles !== undefined) return styles;
  throw new EngineError({
    what: "this network (SEAN) paints in a style, and there are no style codes",
    where,
    expected: "styles, [batch, classes, styleLength]",
    got: "none",
    hint: "take them from a picture with encodeStyle() and withStyles(); on the command line --style IMAGE --style-labels FILE, or --style-codes FILE",
  });
}

function checkSizes(
  { labels, edges, positions }: PictureConditions,
  picture: number,
  { height, width }: Size,
): void {
  const pixels = height * width;
  const same = (size: Size) => size.height === height && size.width === width;
  const text = (size: Size, values: number) => `${size.height} × ${size.width}, ${values} values`;
  const maps: readonly [what: string, fits: boolean, got: string | undefined][] = [
    ["label map", same(labels) && labels.rows.length === pixels, text(labels, labels.rows.length)],
    ["edge map", edges === undefined || edges.length === pixels, `${edges?.length} values`],
    [
      "positional map",
      positions === undefined || (same(positions) && positions.data.length === 2 * pixels),
      positions && text(positions, positions.data.length),
    ],
  ];
  const wrong = maps.find(([, fits]) => !fits);
  if (wrong === undefined) return;
  throw new EngineError({
    what: `the ${wrong[0]} of picture ${picture} has another size`,
    where: "conditions",
    expected: `${height} × ${width} pixels`,
    got: wrong[2],
    hint: "resize every input to the network's output size first",
  });
}

type Numbers = Int32Array | Uint8Array | Float32Array;

function joined<T extends Numbers>(
  pictures: readonly PictureConditions[],
  what: string,
  Type: new (length: number) => T,
  part: (picture: PictureConditions) => T | undefined,
): T | undefined {
  const parts = pictures.map(part);
  const present = parts.filter((values) => values !== undefined);
  if (present.length === 0) return undefined;
  const lengths = new Set(parts.map((values) => values?.length));
  if (lengths.size > 1) {
    throw new EngineError({
      what: `the pictures of a batch differ in their ${what}`,
      where: "conditions",
      expected: `${what}s of the same size for all ${pictures.length} pictures, or for none`,
      got: `${[...lengths].map((length) => length ?? "none").join(", ")} values`,
      hint: `give all pictures ${what}s of one size, or make them one by one`,
    });
  }
  if (present.length === 1) return present[0];
  const out = new Type(present.length * present[0].length);
  for (const [i, values] of present.entries()) out.set(values, i * values.length);
  return out;
}
