/**
 * A scan: spatial statistics of a network over a data set, or a part of one, with what they were made of. Scans of parts
 * merge into that of the whole, in any order.
 *
 * @module
 */

import { EngineError } from "../../errors.ts";
import { counted } from "../../labels/counted.ts";
import { joinMaps, MOST_MAPS, mapsInCommon, type ScanMaps } from "./scan-maps.ts";
import { mergeStatistics, type SpatialStatistics } from "./statistics.ts";

/** What has to agree for scans to be merged, and to go on with one. */
export interface ScanProvenance {
  /** SHA-256 of the checkpoint file, 64 hexadecimal digits, and its name without folders. */
  readonly checkpoint: { readonly sha256: string; readonly name: string };

  /** "spade", "clade" or "clade-icpe". */
  readonly method: string;

  /** Names of the bank rows, or null without a label set. */
  readonly classNames: readonly string[] | null;

  /** Whatever else the numbers depend on: size, how values are read, where positions come from; `labelSet` is its name. */
  readonly settings: Readonly<Record<string, string | number | boolean | null>>;

  /** Versions of cladescope that counted, in order. */
  readonly versions: readonly string[];
}

export interface Scan {
  /** The file, or what else to name in messages. */
  readonly where: string;
  readonly provenance: ScanProvenance;
  readonly maps: ScanMaps;
  readonly statistics: SpatialStatistics;

  /** Of a scan that was stopped: how many of its label maps are counted, and SHA-256 of their names. */
  readonly unfinished: { readonly done: number; readonly names: string } | null;
}

/**
 * The scan of all label maps of both, in the memory of `first`, which is not to be used afterwards.
 *
 * @throws EngineError if they are of different checkpoints or settings, unfinished, or have label maps in common.
 */
export function mergeScans(first: Scan, second: Scan): Scan {
  for (const scan of [first, second]) {
    if (scan.unfinished === null) continue;
    throw unmergeable(
      scan,
      "the scan was stopped before its end",
      "finished scans",
      `${counted(scan.unfinished.done, "label map")} done`,
      "run its command again to finish it",
    );
  }
  const difference = differenceOf(first.provenance, second.provenance);
  if (difference !== null) {
    throw unmergeable(
      second,
      `it was made in another way than ${first.where}: ${difference.what}`,
      difference.expected,
      difference.got,
      "merge only scans of one checkpoint with the same settings",
    );
  }
  const common = mapsInCommon(first.maps, second.maps);
  if (common > 0) {
    const { count } = second.maps;
    throw unmergeable(
      second,
      `${common} of its ${counted(count, "label map")} ${common === 1 ? "is" : "are"} counted in ${first.where} as well`,
      "parts without a label map in common",
      `${common} twice`,
      "give every part once, or scan all label maps in one command",
    );
  }
  const count = first.maps.count + second.maps.count;
  if (count > MOST_MAPS) {
    throw unmergeable(
      second,
      `with ${first.where} it has more label maps than a scan can have`,
      `${MOST_MAPS} at most`,
      `${count}`,
      "keep the scans apart",
    );
  }
  mergeStatistics(first.statistics, second.statistics);
  const [a, b] = [first.provenance, second.provenance];
  const [name] = [a.checkpoint.name, b.checkpoint.name].sort();
  return {
    where: first.where,
    provenance: {
      ...a,
      checkpoint: { ...a.checkpoint, name },
      versions: [...new Set([...a.versions, ...b.versions])].sort(),
    },
    maps: joinMaps(first.maps, second.maps),
    statistics: first.statistics,
    unfinished: null,
  };
}

/** What two scans do not agree in; null if they may be mixed. Names of files and versions may differ. */
export function differenceOf(
  a: ScanProvenance,
  b: ScanProvenance,
): { what: string; expected: string; got: string } | null {
  if (a.checkpoint.sha256 !== b.checkpoint.sha256) {
    const text = ({ checkpoint }: ScanProvenance) =>
      `${checkpoint.name} (SHA-256 ${checkpoint.sha256.slice(0, 12)}…)`;
    return { what: "checkpoint", expected: text(a), got: text(b) };
  }
  for (const what of new Set([...Object.keys(a.settings), ...Object.keys(b.settings)])) {
    const [expected, got] = [`${a.settings[what]}`, `${b.settings[what]}`];
    if (expected !== got) return { what, expected, got };
  }
  const names = ({ classNames }: ScanProvenance) => classNames?.join(", ") ?? "none";
  if (names(a) !== names(b)) {
    const cut = (text: string) => (text.length > 60 ? `${text.slice(0, 60)}…` : text);
    return { what: "names of classes", expected: cut(names(a)), got: cut(names(b)) };
  }
  return null;
}

function unmergeable(
  { where }: Scan,
  what: string,
  expected: string,
  got: string,
  hint: string,
): EngineError {
  return new EngineError({ what, where, expected, got, hint });
}
