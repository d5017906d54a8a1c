/**
 * Sums of outer products, the heart of a convolution's gradient by its kernel: dw[c, o] += Σ x[p, c] · dy[p, o] over the pixels
 * p of a part of some pictures.
 *
 * Eight vectors hold 4 × 8 sums while the pixels go by.
 *
 * @module
 */

import {
  type Code,
  constant,
  countDown,
  FunctionBuilder,
  increase,
  load,
  loadSplat,
  plus,
  store,
  times,
} from "./assembler.ts";

/** Channels of x and of dy come in multiples of these. */
export const CHANNELS_OF_X = 4;
export const CHANNELS_OF_DY = 8;

/** All in bytes but the counts. */
export interface OuterProducts {
  /** Addresses of the first pixel of x and dy, and of dw [channels of x, channels of dy]. */
  readonly x: number;
  readonly dy: number;
  readonly dw: number;

  /** Length of a pixel of x that is read; the channels of x. */
  readonly xChannels: number;
  readonly dyChannels: number;

  /** None may be 0. */
  readonly pictures: number;
  readonly rows: number;
  readonly columns: number;

  /** From a pixel, row and picture to the next. */
  readonly xPixel: number;
  readonly xRow: number;
  readonly xPicture: number;
  readonly dyRow: number;
  readonly dyPicture: number;
}

/** The order of the parameters. */
export const PARAMETERS: readonly (keyof OuterProducts)[] = [
  "x",
  "dy",
  "dw",
  "xChannels",
  "dyChannels",
  "pictures",
  "rows",
  "columns",
  "xPixel",
  "xRow",
  "xPicture",
  "dyRow",
  "dyPicture",
];

export function outerProducts(): { type: Code; body: Code } {
  const f = new FunctionBuilder(PARAMETERS.length);
  const given = Object.fromEntries(PARAMETERS.map((name, i) => [name, f.parameter(i)])) as Record<
    keyof OuterProducts,
    ReturnType<FunctionBuilder["integer"]>
  >;
  const [c, o, n, h, w] = [f.integer(), f.integer(), f.integer(), f.integer(), f.integer()];
  const [tile, dyTile] = [f.integer(), f.integer()];
  const [xPicture, dyPicture, xRow, dyRow, x, dy] = Array.from({ length: 6 }, () => f.integer());
  const sums = Array.from({ length: 4 }, () => [f.vector(), f.vector()]);
  const [right0, right1, left] = [f.vector(), f.vector(), f.vector()];

  const pixel = [
    ...load(dy.get),
    ...right0.set,
    ...load(dy.get, 16),
    ...right1.set,
    ...sums.flatMap(([sum0, sum1], i) => [
      ...loadSplat(x.get, 4 * i),
      ...left.set,
      ...plus(sum0.get, times(left.get, right0.get)),
      ...sum0.set,
      ...plus(sum1.get, times(left.get, right1.get)),
      ...sum1.set,
    ]),
    ...increase(x, given.xPixel.get),
    ...increase(dy, given.dyChannels.get),
  ];
  const row = [
    ...[...xRow.get, ...x.set, ...dyRow.get, ...dy.set, ...given.columns.get, ...w.set],
    ...countDown(w, 1, pixel),
    ...increase(xRow, given.xRow.get),
    ...increase(dyRow, given.dyRow.get),
  ];
  const picture = [
    ...[...xPicture.get, ...xRow.set, ...dyPicture.get, ...dyRow.set, ...given.rows.get, ...h.set],
    ...countDown(h, 1, row),
    ...increase(xPicture, given.xPicture.get),
    ...increase(dyPicture, given.dyPicture.get),
  ];
  // Rows of the tile lie a row of dw, dyChannels bytes, apart.
  const eachRow = (of: (i: number) => Code): Code =>
    sums.flatMap((_, i) => [...of(i), ...(i < 3 ? increase(tile, given.dyChannels.get) : [])]);
  const fromTile = eachRow((i) =>
    sums[i].flatMap((sum, j) => [...load(tile.get, 16 * j), ...sum.set]),
  );
  const toTile = eachRow((i) => sums[i].flatMap((sum, j) => store(tile.get, sum.get, 16 * j)));
  const start = [...dyTile.get, ...tile.set];
  const columnOfTiles = [
    ...[...start, ...fromTile],
    ...[...given.x.get, ...xPicture.set, ...given.dy.get, ...dyPicture.set],
    ...[...given.pictures.get, ...n.set],
    ...countDown(n, 1, picture),
    ...[...start, ...toTile],
    ...increase(given.dy, constant(4 * CHANNELS_OF_DY)),
    ...increase(dyTile, constant(4 * CHANNELS_OF_DY)),
  ];
  const rowOfTiles = [
    ...[...given.dw.get, ...dyTile.set, ...given.dyChannels.get, ...o.set],
    ...countDown(o, 4 * CHANNELS_OF_DY, columnOfTiles),
    // Back to the first channel of dy, on to the next four of x.
    ...[...given.dy.get, ...given.dyChannels.get, 0x6b, ...given.dy.set],
    ...increase(given.x, constant(4 * CHANNELS_OF_X)),
    ...Array(CHANNELS_OF_X).fill(increase(given.dw, given.dyChannels.get)).flat(),
  ];
  return f.built([
    ...given.xChannels.get,
    ...c.set,
    ...countDown(c, 4 * CHANNELS_OF_X, rowOfTiles),
  ]);
}
