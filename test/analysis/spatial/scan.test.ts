import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import { parseScan } from "../../../src/analysis/spatial/parse-scan.ts";
import { classChannelRows, layerRows, profileRows } from "../../../src/analysis/spatial/rows.ts";
import { mergeScans, type Scan } from "../../../src/analysis/spatial/scan.ts";
import { scanChunks } from "../../../src/analysis/spatial/scan-format.ts";
import {
  countMap,
  joinMaps,
  mapsInCommon,
  NO_MAPS,
} from "../../../src/analysis/spatial/scan-maps.ts";
import { addConditions, openStatistics } from "../../../src/analysis/spatial/statistics.ts";
import { isCladescopeError } from "../../../src/errors.ts";
import { asGenerator, type GeneratorNetwork } from "../../../src/models/network.ts";
import { openNetwork } from "../../../src/models/open-network.ts";
import { conditionsOf } from "../../../src/modulation/conditions.ts";
import { positionalMap } from "../../../src/positions/positional-map.ts";
import { seededNumbers } from "../../support/seeded-numbers.ts";

const open: GeneratorNetwork[] = [];
afterAll(async () => {
  for (const network of open) await network.close();
});

async function scanOf(
  name: string,
  seeds: readonly number[],
  layers = ["up_1.norm_0"],
): Promise<Scan> {
  const network = asGenerator(await openNetwork(`data/checkpoints/${name}.safetensors`));
  open.push(network);
  const statistics = await openStatistics(network, layers);
  let maps = NO_MAPS;
  for (const seed of seeds) {
    const coarse = seededNumbers(seed)(16);
    const rows = Int32Array.from({ length: 32 * 32 }, (_, p) => {
      const cell = 4 * Math.floor(p / 256) + Math.floor((p % 32) / 8);
      return Math.floor(((coarse[cell] + 1) / 2) * 5);
    });
    const positions = positionalMap({ height: 32, width: 32, values: rows });
    await addConditions(
      statistics,
      network,
      conditionsOf({ labels: { height: 32, width: 32, rows }, positions }),
    );
    maps = countMap(maps, `${seed}`.repeat(64).slice(0, 64));
  }
  return {
    where: `${name} ${seeds.join()}`,
    provenance: {
      checkpoint: { sha256: "ab".repeat(32), name: `${name}.safetensors` },
      method: network.kind,
      classNames: network.labelSet?.rows.map((row) => row.name) ?? null,
      settings: { size: "32x32", values: null, labelSet: network.labelSet?.name ?? null }, // as the command writes it
      versions: ["0.1.0"],
    },
    maps,
    statistics,
    unfinished: null,
  };
}

const textOf = (scan: Scan) => Buffer.concat([...scanChunks(scan)]).toString();
const rowsOf = ({ statistics }: Scan) => [
  layerRows(statistics),
  ...statistics.map((layer) => [classChannelRows(layer), profileRows(layer)]),
];

describe.each(["toy-spade", "toy-clade", "toy-clade-icpe"])("a scan of %s", (name) => {
  test("is read as it was written, to the last bit", async () => {
    const scan = await scanOf(name, [1, 2]);
    const read = parseScan(JSON.parse(textOf(scan)), "a.json");
    expect(rowsOf(read)).toEqual(rowsOf(scan));
    expect(textOf(read) === textOf(scan)).toBe(true); // no diff of base64
    expect(read.where).toBe("a.json");
  });

  test("that is read goes on as if it had never been written", async () => {
    const [whole, half, rest] = [
      await scanOf(name, [1, 2, 3]),
      await scanOf(name, [1]),
      await scanOf(name, [2, 3]),
    ];
    const merged = mergeScans(parseScan(JSON.parse(textOf(half)), "a"), rest);
    expect(merged.maps).toEqual(whole.maps);
    expect(layerRows(merged.statistics)[0].share).toBeCloseTo(
      layerRows(whole.statistics)[0].share,
      12,
    );
  });
});

test("scans of other checkpoints, settings, or the same maps do not merge, nor unfinished ones", async () => {
  const scan = () => scanOf("toy-clade", [1]);
  const [a, b] = [await scan(), await scanOf("toy-clade", [2])];
  const checkpoint = { sha256: "cd".repeat(32), name: "other.pth" };
  const other: [RegExp, Scan][] = [
    [
      /another way.*: checkpoint\n.*toy-clade[\s\S]*other\.pth/,
      { ...b, provenance: { ...b.provenance, checkpoint } },
    ],
    [
      /another way.*: size\n.*32x32\n.*64x64/,
      { ...b, provenance: { ...b.provenance, settings: { size: "64x64", values: null } } },
    ],
    [/names of classes/, { ...b, provenance: { ...b.provenance, classNames: ["sky"] } }],
    [/1 of its 1 label map is counted in toy-clade 1 as well/, await scan()],
    [/stopped before its end/, { ...b, unfinished: { done: 1, names: "0".repeat(64) } }],
    [/different networks or layers/, await scanOf("toy-clade", [2], ["up_2.norm_0"])],
  ];
  for (const [message, wrong] of other) expect(() => mergeScans(a, wrong)).toThrow(message);
  expect(mergeScans(a, b).maps.count).toBe(2);
});

test("scans with some label maps in common do not merge, and say how many there are", async () => {
  const abc = await scanOf("toy-clade", [1, 2, 3]);
  const bcd = await scanOf("toy-clade", [3, 4, 2]);
  const read = parseScan(JSON.parse(textOf(bcd)), "bcd.json");
  const before = rowsOf(abc);
  expect(() => mergeScans(abc, read)).toThrow(
    /bcd\.json: 2 of its 3 label maps are counted in toy-clade 1,2,3 as well[\s\S]*scan all label maps in one/,
  );
  expect(rowsOf(abc)).toEqual(before);
  const merged = mergeScans(abc, await scanOf("toy-clade", [5, 5])); // twice in one part is wanted
  expect(merged.maps.count).toBe(5);
  expect(() => mergeScans(merged, bcd)).toThrow(/2 of its 3/);
});

test("maps in common are counted as sets of hashes would have it", () => {
  const digest = (x: number) => x.toString(16).padStart(16, "0").padEnd(64, "7");
  const small = fc.array(fc.nat(12), { maxLength: 12 });
  const check = fc.property(small, small, (a, b) => {
    const count = (all: readonly number[]) =>
      all.reduce((maps, x) => countMap(maps, digest(x)), NO_MAPS);
    expect(mapsInCommon(count(a), count(b))).toBe(b.filter((x) => a.includes(x)).length);
    expect(joinMaps(count(a), count(b))).toEqual(count([...b, ...a]));
    expect(count(a).hashes.byteLength).toBe(8 * a.length);
  });
  fc.assert(check, { seed: 2, numRuns: 200 });
});

describe("parseScan()", () => {
  test("names the first field that is not as it should be", async () => {
    const text = textOf(await scanOf("toy-spade", [1]));
    type Json = { [key: string]: Json } & Json[];
    const broken = (change: (json: Json) => void): (() => Scan) => {
      const json = JSON.parse(text) as Json;
      change(json);
      return () => parseScan(json, "stats.json");
    };
    const cases: [RegExp, (json: Json) => void][] = [
      [/stats\.json: format/, (json) => Object.assign(json, { format: "other" })],
      [/stats\.json: version[\s\S]*version 2/, (json) => Object.assign(json, { version: 1 })],
      [
        /provenance\.checkpoint\.sha256/,
        (json) => Object.assign(json.provenance.checkpoint, { sha256: "x" }),
      ],
      [
        /provenance\.settings\.size/,
        (json) => Object.assign(json.provenance.settings, { size: [] }),
      ],
      [/maps\.hashes/, (json) => Object.assign(json.maps, { hashes: "AAAA" })],
      [/maps\.hashes/, (json) => Object.assign(json.maps, { count: 2 })],
      [/maps\.count[\s\S]*4194304/, (json) => Object.assign(json.maps, { count: 2 ** 22 + 1 })],
      [
        /maps\.hashes[\s\S]*ascending/,
        (json) => Object.assign(json.maps, { count: 2, hashes: "AgAAAAAAAAABAAAAAAAAAA==" }),
      ],
      [/maps\.count/, (json) => Object.assign(json.maps, { count: -1 })],
      [/layers\[0\]\.channels/, (json) => Object.assign(json.layers[0], { channels: 1e9 })],
      [
        /layers\[0\]\.interior\.scale[\s\S]*finite/,
        (json) => Object.assign(json.layers[0], { channels: 7 }),
      ],
      [
        /layers\[0\]\.kind[\s\S]*lookup, plane/,
        (json) => Object.assign(json.layers[0], { kind: "soft" }),
      ],
      [/layers\[0\]\.planes/, (json) => Object.assign(json.layers[0], { kind: "plane" })],
      [
        /layers\[0\]\.present/,
        (json) => Object.assign(json.layers[0], { present: [0, 0, 1, 2, 3] }),
      ],
      [/layers\[0\]\.present/, (json) => Object.assign(json.layers[0], { present: [99] })],
      [/layers\[0\]\.pixels/, (json) => void json.layers[0].pixels.pop()],
      [/layers\[0\]\.pixels/, (json) => Object.assign(json.layers[0].pixels, { 0: 0.5 })],
      [/scale\.profile\.low/, (json) => Object.assign(json.layers[0].scale.profile, { low: null })],
      [
        /scale\.deviations\[0\]\.class/,
        (json) => Object.assign(json.layers[0].scale.deviations[0], { class: 15 }),
      ],
      [
        /scale\.deviations\[1\]\.sum\.high/,
        (json) => Object.assign(json.layers[0].scale.deviations[1].sum, { high: "AAAA" }),
      ],
      [/scale\.deviations/, (json) => void json.layers[0].scale.deviations.pop()],
      [/layers[\s\S]*list/, (json) => Object.assign(json, { layers: {} })],
    ];
    for (const [message, change] of cases) expect(broken(change)).toThrow(message);
    expect(broken(() => {})).not.toThrow();
  });

  test("refuses numbers that are not finite, and text that is no base64", async () => {
    const text = textOf(await scanOf("toy-spade", [1]));
    const json = JSON.parse(text);
    const { high } = json.layers[0].scale.deviations[0].sum;
    for (const bytes of [high.replace(/^.{12}/, "AAAAAAAA8H8A"), high.replace(/^.{4}/, "é$%&")]) {
      json.layers[0].scale.deviations[0].sum.high = bytes;
      expect(() => parseScan(json, "x")).toThrow(/deviations\[0\]\.sum\.high/);
    }
  });

  test("reads or refuses whatever a field is changed to, and never breaks", async () => {
    const text = textOf(await scanOf("toy-clade-icpe", [1]));
    const junk = fc.oneof(
      fc.jsonValue({ maxDepth: 1 }),
      fc.constantFrom(-1, 0.5, 1e300, 2 ** 53, "", "AAAA", null, [], {}),
    );
    const check = fc.property(fc.nat(), junk, (at, value) => {
      const json = JSON.parse(text);
      const places: [object, string][] = [];
      const walk = (node: unknown): void => {
        if (typeof node !== "object" || node === null) return;
        for (const [key, child] of Object.entries(node)) {
          places.push([node, key]);
          walk(child);
        }
      };
      walk(json);
      const [node, key] = places[at % places.length];
      Object.assign(node, { [key]: value });
      try {
        layerRows(parseScan(json, "x").statistics);
      } catch (error) {
        if (!isCladescopeError(error)) throw error;
      }
    });
    fc.assert(check, { seed: 6, numRuns: 400 });
  });

  test.each([null, 3, "text", [], {}])("refuses %j", (json) => {
    expect(() => parseScan(json, "x")).toThrow(/no scan that can be read/);
  });

  test("says that the file's text is to be parsed first", () => {
    for (const text of ['{"format": "cladescope-scan"}', Buffer.from("{}")]) {
      expect(() => parseScan(text, "x.json")).toThrow(
        /^x\.json: this is no scan[\s\S]*JSON\.parse\(\)[\s\S]*parseScan\(JSON\.parse\(text\), name\)/,
      );
    }
  });

  test("takes no keys of prototypes for fields", () => {
    expect(() =>
      parseScan(JSON.parse('{"__proto__": {"format": "cladescope-scan"}}'), "x"),
    ).toThrow(/no scan/);
  });
});
