/**
 * The scan itself: label maps one after the other, saved every so often, so that it can be stopped at any moment and go on.
 *
 * @module
 */

import { rm, stat } from "node:fs/promises";
import { basename } from "node:path";
import { differenceOf, type Scan, type ScanProvenance } from "../../analysis/spatial/scan.ts";
import { countMap, MOST_MAPS, NO_MAPS } from "../../analysis/spatial/scan-maps.ts";
import {
  addConditions,
  mergeStatistics,
  openStatistics,
} from "../../analysis/spatial/statistics.ts";
import { checkConditions } from "../../engines/check-conditions.ts";
import type { LayerModulations } from "../../engines/modulations.ts";
import { CheckpointError, EngineError, isCladescopeError } from "../../errors.ts";
import { openPicture, type PictureWishes } from "../../models/open-picture.ts";
import type { ReleasedOptions } from "../../models/released-options.ts";
import { conditionsOf } from "../../modulation/conditions.ts";
import { note } from "../note.ts";
import type { companions } from "../picture-inputs.ts";
import { progress } from "../progress.ts";
import { sha256OfFiles, sha256OfNames } from "./hash.ts";
import { readScan, writeScan } from "./scan-files.ts";

/** Seconds between two saved states, and the share of the time that saving may take. */
const SAVE_EVERY_S = 30;
const SHARE_OF_SAVING = 0.1;

export interface ScanJob {
  /** Of the network that is scanned. */
  readonly modulations: LayerModulations;
  readonly options: ReleasedOptions;
  readonly wishes: PictureWishes;
  readonly files: ReturnType<typeof companions>;
  readonly output: string;
  readonly provenance: ScanProvenance;

  /** Label maps between two saved states; default by time. */
  readonly saveEvery: number | undefined;
}

/** Where the state of a scan is kept until it is finished. */
function partOf(output: string): string {
  return `${output}.part`;
}

/**
 * Runs, or goes on with, a scan.
 *
 * @returns The finished scan; null if a signal stopped it.
 */
export async function runScan(job: ScanJob): Promise<Scan | null> {
  const { files, output, wishes, options, saveEvery } = job;
  const part = partOf(output);
  if (files.length > MOST_MAPS) {
    throw new EngineError({
      what: "these are more label maps than a scan can have",
      where: output,
      expected: `${MOST_MAPS} at most`,
      got: `${files.length}`,
      hint: "scan parts, and keep them apart",
    });
  }
  const before = await stateBefore(job);
  const { network, source } = job.modulations;
  const statistics = await openStatistics(network);
  if (before !== null) mergeStatistics(statistics, before.statistics); // checks that they fit the network
  let maps = before?.maps ?? NO_MAPS;
  let done = before?.unfinished?.done ?? 0;
  if (done > 0) note(`going on after ${done} of ${files.length} label maps (${part})`);
  const names = nameLines(files);
  const state = (): Scan => ({
    where: output,
    provenance: job.provenance,
    maps,
    statistics,
    unfinished: { done, names: sha256OfNames(names.slice(0, done)) },
  });

  let stopped = false;
  const stop = () => {
    if (stopped) process.exit(130);
    stopped = true;
  };
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
  for (const signal of signals) process.on(signal, stop);
  const modulating = { ...network.config, msca: undefined }; // an exemplar has no part in the modulation
  const bar = progress("scanning");
  const notes = new Set<string>();
  let counting = false;
  let saved = done;
  let savedAt = performance.now();
  let pause = SAVE_EVERY_S * 1000;
  const save = async (): Promise<void> => {
    const start = performance.now();
    await writeScan(part, state());
    saved = done;
    savedAt = performance.now();
    pause = Math.max(SAVE_EVERY_S * 1000, (savedAt - start) / SHARE_OF_SAVING);
  };
  try {
    for (; done < files.length && !stopped; ) {
      const file = files[done];
      bar.update(done, files.length, basename(file.path));
      const input = await openPicture(network, file, { ...wishes, options });
      for (const text of input.notes) notes.add(text);
      const conditions = conditionsOf(input.conditions);
      checkConditions(modulating, conditions, file.path, network.styles);
      const digest = await sha256OfFiles(file.path, file.instances, file.positions);
      counting = true;
      await addConditions(statistics, network, conditions, source);
      counting = false;
      maps = countMap(maps, digest);
      done++;
      const due =
        saveEvery === undefined ? performance.now() - savedAt > pause : done % saveEvery === 0;
      if (due && done < files.length) await save();
      await new Promise((resolve) => setImmediate(resolve)); // a signal is heard here
    }
    if (stopped && done < files.length) await save();
  } catch (error) {
    // What was counted is not lost because one file could not be read; a map that is counted in part is of no use.
    if (isCladescopeError(error) && done > saved && !counting) {
      await save().catch(() => {}); // the disk is full: the state saved before stays
    }
    throw error;
  } finally {
    bar.end();
    for (const signal of signals) process.off(signal, stop);
  }
  for (const text of notes) note(text);
  if (done < files.length) {
    note(`stopped after ${done} of ${files.length} label maps; the same command goes on`);
    process.exitCode = 130;
    return null;
  }
  const scan = { ...state(), unfinished: null };
  await writeScan(output, scan);
  await rm(part, { force: true });
  return scan;
}

/** The state that a scan left beside the output, checked against this one; null if there is none. */
async function stateBefore({ files, output, provenance }: ScanJob): Promise<Scan | null> {
  const part = partOf(output);
  const there = await stat(part).then(
    () => true,
    () => false,
  );
  if (!there) return null;
  const scan = await readScan(part);
  const other = differenceOf(scan.provenance, provenance);
  const done = scan.unfinished?.done ?? 0;
  const names = sha256OfNames(nameLines(files).slice(0, done));
  if (other === null && done <= files.length && scan.unfinished?.names === names) {
    return { ...scan, provenance };
  }
  throw new CheckpointError({
    what: "a scan that was stopped here was of something else",
    where: part,
    expected:
      other === null ? `the same first ${done} of LABELS` : `${other.what} ${other.expected}`,
    got: other === null ? `${files.length} others, or another order` : `${other.what} ${other.got}`,
    hint: `run the command that was stopped, or delete ${part} to begin anew`,
  });
}

function nameLines(files: ScanJob["files"]): string[] {
  return files.map(({ path, instances = "", positions = "" }) =>
    [path, instances, positions].join("\n"),
  );
}
