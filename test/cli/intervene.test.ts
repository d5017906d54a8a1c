import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { encodeNpy } from "../../src/checkpoint/npy.ts";
import { expectClose } from "../support/close.ts";
import { filesIn, ok, problem, run, temporaryFolder } from "./run.ts";

const folder = temporaryFolder();
const CLADE = "data/checkpoints/toy-clade.safetensors";
const BAY = "data/label-maps/small/bay.png";
const SWAP = '{"kind": "relabel", "classes": [["sky", "water"], ["water", "sky"]]}';
const into = (name: string) => join(folder, name);

const intervene = (intervention: string, out: string, ...more: string[]) => [
  ...["intervene", CLADE, BAY, "--do", intervention, "-o", into(out), ...more],
];

describe("intervene", () => {
  test.concurrent("paints a swap, and says how far each class has moved", async () => {
    const text = await ok(intervene(SWAP, "swap.png"));
    expect(text).toMatch(
      /swap\.png: sky and water swapped\n18 layers changed\n {2}all +4096 pixels/,
    );
    expect(text).toMatch(/\n {2}water +\d+ pixels {2}mean \|Δ\| 0\.\d{4} {2}most \d\.\d{4}\n/);
  });

  test.concurrent("gives the network's own picture, to the byte, where nothing is left of it all", async () => {
    for (const engine of ["tfjs", "auto"]) {
      const [own, twice] = [`own-${engine}.npy`, `twice-${engine}.npy`];
      await ok(["synthesize", CLADE, BAY, "--engine", engine, "-o", into(own)]);
      const text = await ok(intervene(`[${SWAP}, ${SWAP}]`, twice, "--engine", engine));
      expect(text).toContain("\n0 layers changed\n");
      expect(readFileSync(into(twice)).equals(readFileSync(into(own)))).toBe(true);
    }
  });

  test.concurrent("draws the figure, with a layer's maps, and writes its rows", async () => {
    writeFileSync(
      into("do.json"),
      '[{"kind": "scale", "factor": 2, "classes": ["tree"]}, {"kind": "keep-variation", "variation": "between-class"}]',
    );
    await ok(intervene(into("do.json"), "figure.svg", "--layer", "up_2.norm_0"));
    const svg = readFileSync(into("figure.svg"), "utf8");
    expect(svg).toContain("What changes: scale and shift × 2 for tree");
    expect(svg).toMatch(/scale, ch\. \d+, after/);
    await ok(intervene(into("do.json"), "rows.csv"));
    expect(readFileSync(into("rows.csv"), "utf8")).toMatch(/^class,className,pixels,meanAbsolute,/);
  });

  test.concurrent("takes another network's modulation by its file", async () => {
    const other = '{"kind": "exchange", "by": "data/checkpoints/toy-spade.safetensors"}';
    const text = await ok(intervene(other, "exchanged.png"));
    expect(text).toContain("scale and shift of toy-spade.safetensors");
    const icpe = '{"kind": "exchange", "by": "data/checkpoints/toy-clade-icpe.safetensors"}';
    expect(await ok(intervene(icpe, "icpe.png"))).toContain("18 layers changed");
    // --options is about the network that paints.
    writeFileSync(
      into("opt.json"),
      '{"label_nc": 15, "contain_dontcare_label": true, "add_dist": false}',
    );
    const options = ["--options", into("opt.json")];
    expect(await ok(intervene(icpe, "icpe.png", ...options))).toContain("18 layers changed");
    const itself = `{"kind": "exchange", "by": "${CLADE}"}`;
    expect(await ok(intervene(itself, "itself.png"))).toContain("\n0 layers changed\n");
  });

  test.concurrent("takes a region's code from the file of another picture, and names what the map lacks", async () => {
    const sean = "data/checkpoints/toy-sean.safetensors";
    const scenes = join(folder, "scenes");
    await ok(["toy-scenes", "--tint", "1", "--count", "2", "-o", scenes]);
    const codes = async (name: string) => {
      const out = into(`${name}.npy`);
      const [image, labels] = ["images", "labels"].map((kind) => join(scenes, kind, `${name}.png`));
      await ok(["style", sean, image, labels, "-o", out]);
      return { out, labels };
    };
    const [a, b] = [await codes("000000"), await codes("000001")];
    const restyle = JSON.stringify({
      kind: "restyle",
      codes: [{ region: "sky", code: b.out }],
    });
    const base = [sean, a.labels, "--style-codes", a.out];
    await run(["intervene", ...base, "--do", restyle, "-o", into("restyled.npy")]);
    await ok(["mix", a.out, b.out, "--at", "1", "--regions", "1", "-o", into("mixed.npy")]);
    const mixed = [sean, a.labels, "--style-codes", into("mixed.npy")];
    await run(["synthesize", ...mixed, "-o", into("mixed-codes.npy")]);
    // The same rows come another way, rounded apart.
    const values = (name: string) => {
      const bytes = readFileSync(into(name)).subarray(-4 * 3 * 64 * 64);
      return new Float32Array(Uint8Array.from(bytes).buffer);
    };
    expectClose(values("restyled.npy"), values("mixed-codes.npy"), 1e-4);

    const absent = '{"kind": "scale", "factor": 2, "classes": ["car"]}';
    const said = await run(intervene(absent, "absent.png"));
    expect(said.stderr).toMatch(/bay\.png has no car: what is done to it changes nothing/);
    const odd = '{"kind": "restyle", "codes": [{"region": "sky", "code": "none.npy"}]}';
    expect(await problem(["intervene", ...base, "--do", odd, "-o", into("odd.npy")])).toMatch(
      /none\.npy/,
    );
  });

  test.concurrent("gives another SEAN network the style as well, whose modulation is taken", async () => {
    const sean = "test/goldens/tiny/sean/net_G.pth";
    writeFileSync(
      into("codes.npy"),
      encodeNpy({
        dtype: "float32",
        shape: [6, 8],
        data: Float32Array.from({ length: 48 }, (_, i) => Math.cos(i)),
      }),
    );
    const rows = Int32Array.from({ length: 64 * 64 }, (_, i) => (i >> 9) % 6);
    writeFileSync(into("regions.npy"), encodeNpy({ dtype: "int32", shape: [64, 64], data: rows }));
    const text = await ok([
      ...["intervene", sean, into("regions.npy"), "--style-codes", into("codes.npy")],
      ...["--do", `{"kind": "exchange", "by": "${sean}"}`, "-o", into("sean.png")],
    ]);
    expect(text).toContain("\n0 layers changed\n");
  });

  test.concurrent("gives a style to the SEAN network whose modulation a SPADE takes, and says what that lacks", async () => {
    const exchange = '{"kind": "exchange", "by": "data/checkpoints/toy-sean.safetensors"}';
    const codes = Float32Array.from({ length: 16 * 32 }, (_, i) =>
      i >> 5 === 1 ? 0 : Math.cos(i),
    );
    writeFileSync(into("toy.npy"), encodeNpy({ dtype: "float32", shape: [16, 32], data: codes }));
    const command = [
      ...["intervene", "data/checkpoints/toy-spade.safetensors", BAY],
      ...["--do", exchange, "-o", into("by-sean.png")],
    ];
    const { code, stderr } = await run([...command, "--style-codes", into("toy.npy")]);
    expect(code, stderr).toBe(0);
    expect(stderr).toMatch(
      /^note: toy-sean.safetensors: the style has no code for sky: modulated with the mean code$/m,
    );
    const zeros = ["--style-codes", into("toy.npy"), "--mean-codes", "none"];
    expect((await run([...command, ...zeros])).stderr).toMatch(
      /sky: modulated with a code of zeros/,
    );
    expect(await problem(command)).toMatch(/SEAN.*style/);
    const nobody = [...command.slice(0, 3), "--do", '{"kind": "scale", "factor": 2}'];
    expect(
      await problem([...nobody, "--style-codes", into("toy.npy"), "-o", into("no.png")]),
    ).toMatch(/takes no style codes/);
  });

  test.concurrent.each<[string, string[], RegExp]>([
    [
      "no JSON",
      intervene("swap sky", "a.png"),
      /^--do: this is no intervention\n {2}expected {2}JSON/,
    ],
    ["broken JSON", intervene('{"kind"', "a.png"), /^--do: this is no intervention/],
    [
      "another kind",
      intervene('{"kind": "sway"}', "a.png"),
      /^--do: intervention 1: there is no such/,
    ],
    [
      "a class that there is not",
      intervene('{"kind": "scale", "factor": 2, "classes": ["watter"]}', "a.png"),
      /^intervention 1, scale: there is no such class in toy-scenes[\s\S]*take "water"/,
    ],
    [
      "a layer that there is not",
      intervene('{"kind": "scale", "factor": 2, "layers": ["up_9"]}', "a.png"),
      /^intervention 1, scale: there is no such layer/,
    ],
    [
      "positions of a CLADE",
      intervene('{"kind": "scale-positions", "factor": 0}', "a.png"),
      /there are no positional factors to scale/,
    ],
    [
      "another network of other classes",
      intervene('{"kind": "exchange", "by": "test/goldens/tiny/clade/net_G.pth"}', "a.png"),
      /the networks have different classes\n {2}expected {2}16 classes/,
    ],
    [
      "another checkpoint that is not there",
      intervene('{"kind": "exchange", "by": "none.pth"}', "a.png"),
      /none\.pth/,
    ],
  ])("refuses %s in a message, and writes nothing", async (_, args, message) => {
    expect(await problem(args)).toMatch(message);
    expect(filesIn(folder)).not.toContain("a.png");
  });

  test.concurrent("refuses a layer for a picture, an ending that it does not write, and no --do", async () => {
    expect(await problem(intervene(SWAP, "b.png", "--layer", "up_2.norm_0"), { code: 2 })).toMatch(
      /--layer goes with a figure/,
    );
    expect(await problem(intervene(SWAP, "b.gif"), { code: 2 })).toMatch(/-o takes a name/);
    expect(await problem(["intervene", CLADE, BAY, "-o", into("b.png")], { code: 2 })).toMatch(
      /--do/,
    );
  });
});
