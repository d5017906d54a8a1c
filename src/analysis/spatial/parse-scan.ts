/**
 * Reads a scan again, field by field: a file may come from anywhere.
 *
 * @module
 */

import { CheckpointError } from "../../errors.ts";
import type { Bank } from "../../modulation/modulation.ts";
import { bytesFromBase64, fromBase64 } from "./base64.ts";
import { FARTHEST } from "./boundary-distance.ts";
import {
  emptyStatistics,
  type KindSums,
  type LayerDescription,
  type LayerStatistics,
  type PlaneNumbers,
} from "./layer-statistics.ts";
import type { Scan, ScanProvenance } from "./scan.ts";
import { SCAN_FORMAT, SCAN_VERSION } from "./scan-format.ts";
import { MOST_MAPS, type ScanMaps } from "./scan-maps.ts";
import type { Sums } from "./sums.ts";

/** Bounds of what a network can be: ten times the largest known. */
const MOST_CLASSES = 65536;
const MOST_CHANNELS = 65536;
const MOST_LAYERS = 1024;

/** Numbers of one layer that a file may ask memory for: classes × channels. */
const MOST_VALUES = 2 ** 27;

/**
 * @param json What `JSON.parse` gives of the file.
 * @param where The file's name, for messages.
 * @throws CheckpointError that names the first field that is not as it should be.
 */
export function parseScan(json: unknown, where: string): Scan {
  const root = new Field(json, "", where);
  if (typeof json === "string" || ArrayBuffer.isView(json)) {
    throw root.wrong("what JSON.parse() gives of the file", "parseScan(JSON.parse(text), name)");
  }
  if (root.get("format").value !== SCAN_FORMAT) {
    throw root.get("format").wrong(`"${SCAN_FORMAT}"`, "give a file that `cladescope scan` wrote");
  }
  if (root.get("version").value !== SCAN_VERSION) {
    throw root
      .get("version")
      .wrong(`version ${SCAN_VERSION}`, "scan again, or take the cladescope that wrote the file");
  }
  const unfinished = root.get("unfinished");
  const provenance = provenanceOf(root.get("provenance"));
  const names = namesOf(provenance);
  const statistics = root
    .get("layers")
    .list(MOST_LAYERS)
    .map((layer) => layerOf(layer, names));
  return {
    where,
    provenance,
    maps: mapsOf(root.get("maps")),
    statistics,
    unfinished:
      unfinished.value === null
        ? null
        : { done: unfinished.get("done").count(), names: unfinished.get("names").hex() },
  };
}

function mapsOf(field: Field): ScanMaps {
  const count = field.get("count").count(0, MOST_MAPS);
  const text = field.get("hashes");
  const bytes = typeof text.value === "string" ? bytesFromBase64(text.value, 8 * count) : null;
  if (bytes === null) throw text.wrong(`base64 of ${count} little-endian 64-bit integers`);
  const hashes = new BigUint64Array(bytes.buffer);
  if (hashes.some((hash, i) => i > 0 && hash < hashes[i - 1])) {
    throw text.wrong("hashes in ascending order");
  }
  return { count, digest: field.get("digest").hex(), hashes };
}

function provenanceOf(field: Field): ScanProvenance {
  const checkpoint = field.get("checkpoint");
  const names = field.get("classNames");
  const settings: Record<string, string | number | boolean | null> = {};
  for (const [key, value] of field.get("settings").entries()) {
    const plain =
      value.value === null || ["string", "number", "boolean"].includes(typeof value.value);
    if (!plain) throw value.wrong("a text, a number, true, false or null");
    settings[key] = value.value as string | number | boolean | null;
  }
  return {
    checkpoint: { sha256: checkpoint.get("sha256").hex(), name: checkpoint.get("name").text() },
    method: field.get("method").text(),
    classNames: names.value === null ? null : names.list(MOST_CLASSES).map((name) => name.text()),
    settings,
    versions: field
      .get("versions")
      .list(1024)
      .map((version) => version.text()),
  };
}

/** The label set stands once in a file, in its provenance, and again in every layer that is read. */
type Names = Pick<LayerDescription, "labelSet" | "classNames">;

function namesOf({ classNames, settings: { labelSet } }: ScanProvenance): Names {
  return { labelSet: typeof labelSet === "string" ? labelSet : null, classNames };
}

function layerOf(field: Field, names: Names): LayerStatistics {
  const description = { ...descriptionOf(field), ...names };
  const { classes, channels, kind } = description;
  const statistics = emptyStatistics(description);
  const present = field.get("present").numbers(undefined, (k) => isCount(k) && k < classes);
  if (present.some((k, i) => i > 0 && k <= present[i - 1])) {
    throw field.get("present").wrong("bank rows in ascending order, each once");
  }
  const size = field.get("size").numbers(2, (side) => side === -1 || isCount(side));
  statistics.size = [size[0], size[1]];
  statistics.pictures = field.get("pictures").count();
  statistics.mixedPixels = field.get("mixedPixels").count();
  statistics.rows = field.get("rows").count();
  statistics.mostRows = field.get("mostRows").count();
  const inside = field.get("oneClassInside").numbers(2, isCount);
  [statistics.oneClassInside[0], statistics.oneClassInside[1]] = inside;
  const classwise = (
    from: Field,
    to: Float64Array,
    each: number,
    valid: (x: number) => boolean = Number.isFinite,
  ) => {
    const values = from.numbers(present.length * each, valid);
    for (const [i, k] of present.entries()) {
      to.set(values.slice(i * each, (i + 1) * each), k * each);
    }
  };
  classwise(field.get("pixels"), statistics.pixels, FARTHEST, isCount);
  for (const name of ["classRows", "mostClassRows", "classPictures"] as const) {
    classwise(field.get(name), statistics[name], 1, isCount);
  }
  for (const which of ["scale", "shift"] as const) {
    const from = field.get(which);
    const to: KindSums = statistics[which];
    for (const [name, each] of [
      ["factor", 1],
      ["factorSquares", 1],
      ["profile", FARTHEST],
    ] as const) {
      classwise(from.get(name).get("high"), to[name].high, each);
      classwise(from.get(name).get("low"), to[name].low, each);
    }
    classwise(from.get("profileMax"), to.profileMax, FARTHEST, (x) => Number.isFinite(x) && x >= 0);
    const deviations = from.get("deviations").list(kind === "neighbourhood" ? classes : 0);
    for (const one of deviations) {
      const k = one.get("class").count();
      if (!present.includes(k) || to.deviations.has(k)) {
        throw one.get("class").wrong("a bank row that is present, each once");
      }
      const sums = (name: string): Sums => ({
        high: one.get(name).get("high").doubles(channels),
        low: one.get(name).get("low").doubles(channels),
      });
      to.deviations.set(k, { sum: sums("sum"), squares: sums("squares") });
    }
    if (kind === "neighbourhood" && to.deviations.size !== present.length) {
      throw from.get("deviations").wrong(`one entry for each of ${present.length} classes present`);
    }
  }
  return statistics;
}

function descriptionOf(field: Field): Omit<LayerDescription, keyof Names> {
  const classes = field.get("classes").count(1, MOST_CLASSES);
  const channels = field.get("channels").count(1, MOST_CHANNELS);
  if (classes * channels > MOST_VALUES) {
    throw field.get("channels").wrong(`${MOST_VALUES} values of classes and channels at most`);
  }
  const bank = (which: "scale" | "shift"): Bank => ({
    rows: classes,
    channels,
    values: field
      .get("interior")
      .get(which)
      .floats(classes * channels),
  });
  const kind = field.get("kind").oneOf(["lookup", "plane", "neighbourhood"] as const);
  const planes = field.get("planes");
  const plane = (which: "scale" | "shift"): PlaneNumbers => {
    const [weightY, weightX, bias] = planes.get(which).numbers(3);
    return [weightY, weightX, bias];
  };
  if ((kind === "plane") !== (planes.value !== null)) {
    throw planes.wrong(kind === "plane" ? "three numbers each for scale and shift" : "null");
  }
  return {
    layer: field.get("layer").text(),
    kind,
    classes,
    channels,
    symbolsPerClass: field.get("symbolsPerClass").oneOf([1, 2] as const),
    interior: { scale: bank("scale"), shift: bank("shift") },
    planes: kind === "plane" ? { scale: plane("scale"), shift: plane("shift") } : null,
  };
}

function isCount(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0;
}

/** A value of the file and its place: "layers[3].scale.factor". */
class Field {
  readonly value: unknown;
  readonly #path: string;
  readonly #where: string;

  constructor(value: unknown, path: string, where: string) {
    this.value = value;
    this.#path = path;
    this.#where = where;
  }

  /** A member; missing ones are undefined, and whoever reads them says so. */
  get(name: string): Field {
    if (!isObject(this.value)) throw this.wrong("an object");
    const value = Object.hasOwn(this.value, name) ? this.value[name] : undefined;
    return new Field(value, this.#path === "" ? name : `${this.#path}.${name}`, this.#where);
  }

  entries(): [string, Field][] {
    if (!isObject(this.value)) throw this.wrong("an object");
    return Object.keys(this.value)
      .slice(0, 100)
      .map((name) => [name, this.get(name)]);
  }

  list(most: number): Field[] {
    const { value } = this;
    if (!Array.isArray(value) || value.length > most) throw this.wrong(`a list of at most ${most}`);
    return value.map((one: unknown, i) => new Field(one, `${this.#path}[${i}]`, this.#where));
  }

  /** A list of numbers, all of which are `valid`; `length` of them, if given. */
  numbers(length?: number, valid: (x: number) => boolean = Number.isFinite): readonly number[] {
    const { value } = this;
    const list = Array.isArray(value) ? (value as readonly unknown[]) : null;
    if (list !== null && (length === undefined || list.length === length)) {
      const bad = list.findIndex((x) => typeof x !== "number" || !valid(x));
      if (bad < 0) return list as readonly number[];
    }
    throw this.wrong(length === undefined ? "a list of numbers" : `a list of ${length} numbers`);
  }

  floats(length: number): Float32Array {
    const array =
      typeof this.value === "string" ? fromBase64(this.value, length, Float32Array, 4) : null;
    if (array !== null) return array;
    throw this.wrong(`base64 of ${length} finite little-endian floats`);
  }

  doubles(length: number): Float64Array {
    const array =
      typeof this.value === "string" ? fromBase64(this.value, length, Float64Array, 8) : null;
    if (array !== null) return array;
    throw this.wrong(`base64 of ${length} finite little-endian doubles`);
  }

  count(min = 0, max: number = Number.MAX_SAFE_INTEGER): number {
    const { value } = this;
    if (typeof value === "number" && isCount(value) && value >= min && value <= max) return value;
    throw this.wrong(max === Number.MAX_SAFE_INTEGER ? "a count" : `a count from ${min} to ${max}`);
  }

  text(): string {
    if (typeof this.value === "string" && this.value.length <= 1000) return this.value;
    throw this.wrong("a text of at most 1,000 characters");
  }

  hex(): string {
    if (typeof this.value === "string" && /^[0-9a-f]{64}$/.test(this.value)) return this.value;
    throw this.wrong("64 hexadecimal digits");
  }

  oneOf<T extends string | number>(choices: readonly T[]): T {
    const choice = choices.find((one) => one === this.value);
    if (choice !== undefined) return choice;
    throw this.wrong(`one of ${choices.join(", ")}`);
  }

  wrong(
    expected: string,
    hint = "scan again: the file was changed, cut short or made by something else",
  ): CheckpointError {
    const { value } = this;
    const got =
      value === undefined
        ? "nothing"
        : typeof value === "string"
          ? `a text of ${value.length} characters`
          : Array.isArray(value)
            ? `a list of ${value.length}`
            : typeof value === "object" && value !== null
              ? "an object"
              : `${String(value).slice(0, 40)}`;
    return new CheckpointError({
      what: "this is no scan that can be read",
      where: this.#path === "" ? this.#where : `${this.#where}: ${this.#path}`,
      expected,
      got,
      hint,
    });
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
