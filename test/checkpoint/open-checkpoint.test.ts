import { describe, expect, test } from "vitest";
import { openCheckpoint } from "../../src/checkpoint/open-checkpoint.ts";
import { bytesSource } from "../../src/checkpoint/source.ts";
import { readFloat32, stateDictOf } from "../../src/checkpoint/state-dict.ts";
import { describedAll, expectedTensors, goldenBytes, goldenPath } from "./goldens.ts";

const checkpoints = Object.keys(expectedTensors).filter((name) => !name.endsWith(".npy"));

describe("openCheckpoint() reads what Python wrote", () => {
  test.each(checkpoints)("%s", async (name) => {
    const stateDict = await openCheckpoint(goldenPath(name));
    const tensors = await describedAll(stateDict);
    await stateDict.close();
    expect(Object.fromEntries(tensors)).toEqual(expectedTensors[name]);
    // safetensors orders its files itself.
    if (!name.endsWith(".safetensors")) {
      expect(tensors.map(([key]) => key)).toEqual(Object.keys(expectedTensors[name]));
    }
  });

  test.each(checkpoints)("%s, from a buffer whatever its name", async (name) => {
    const stateDict = await openCheckpoint(bytesSource(goldenBytes(name), "upload.bin"));
    const tensors = await describedAll(stateDict);
    expect(Object.fromEntries(tensors)).toEqual(expectedTensors[name]);
  });
});

describe("openCheckpoint() finds the state dict", () => {
  async function notesOf(name: string): Promise<readonly string[]> {
    const stateDict = await openCheckpoint(goldenPath(name));
    await stateDict.close();
    return stateDict.notes;
  }

  test("a plain one needs no notes", async () => {
    expect(await notesOf("net.pth")).toEqual([]);
    expect(await notesOf("net-legacy.pth")).toEqual([]);
  });

  test("inside a training checkpoint, beside a loss, an optimiser and options", async () => {
    expect(await notesOf("wrapper.pth")).toEqual(['read from key "state_dict"']);
  });

  test("the generator's, if the discriminator's is there too", async () => {
    expect(await notesOf("several.pth")).toEqual([
      'read from key "netG"',
      'there are tensors under other keys too: "ema", "netD"',
    ]);
  });

  test("without the prefix of nn.DataParallel", async () => {
    expect(await notesOf("parallel.pth")).toEqual(["removed the prefix 'module.' from every name"]);
  });

  test("without the numbers and texts saved between tensors", async () => {
    expect(await notesOf("mixed.pth")).toEqual(['left out what is no tensor: "name", "step"']);
  });

  test("without complex tensors, which it says", async () => {
    expect(await notesOf("complex.pth")).toEqual([
      'left out "c": its element type ComplexFloat is not supported',
    ]);
  });
});

describe("a StateDict", () => {
  test("says of a tensor it left out that its element type is not supported", async () => {
    const stateDict = await openCheckpoint(goldenPath("complex.pth"));
    expect(stateDict.unsupported).toEqual(new Map([["c", "ComplexFloat"]]));
    await expect(stateDict.read("c")).rejects.toThrow(
      /complex\.pth: "c": the tensor cannot be read: its element type "ComplexFloat" is not supported/,
    );
    await stateDict.close();
  });

  test("says which format it came from", async () => {
    const formats = ["net.pth", "net-legacy.pth", "dtypes.safetensors", "plain.npz"].map(
      async (name) => {
        const stateDict = await openCheckpoint(goldenPath(name));
        await stateDict.close();
        return stateDict.format;
      },
    );
    expect(await Promise.all(formats)).toEqual(["pth", "pth-legacy", "safetensors", "npz"]);
  });

  test("carries the metadata of a safetensors file", async () => {
    const stateDict = await openCheckpoint(goldenPath("dtypes.safetensors"));
    await stateDict.close();
    expect(Object.fromEntries(stateDict.metadata)).toEqual({ "made by": "safetensors", ngf: "2" });
  });

  test("names like tensors when there is none of a name", async () => {
    const stateDict = await openCheckpoint(goldenPath("net.pth"));
    await expect(stateDict.read("conv2.bias")).rejects.toThrow(
      /net\.pth: there is no tensor "conv2\.bias"\n {2}got {7}"conv\.bias"/,
    );
    await stateDict.close();
  });

  test("refuses to read after close()", async () => {
    const stateDict = await openCheckpoint(goldenPath("net.pth"));
    await stateDict.close();
    await stateDict.close();
    await expect(stateDict.read("conv.bias")).rejects.toThrow(/the file has been closed/);
  });

  test("can be made of tensors in memory", async () => {
    const tensor = { dtype: "float32", shape: [2], data: Float32Array.of(1, 2) } as const;
    const stateDict = stateDictOf(new Map([["a", tensor]]), "test");
    expect(await stateDict.read("a")).toBe(tensor);
    await expect(stateDict.read("b")).rejects.toThrow(/there is no tensor "b"/);
    const wrong = { ...tensor, shape: [3] };
    expect(() => stateDictOf(new Map([["a", wrong]]), "test")).toThrow(/3 values for \[3\]/);
  });
});

describe("readFloat32()", () => {
  test("converts every element type", async () => {
    const stateDict = await openCheckpoint(goldenPath("dtypes.pth"));
    for (const name of stateDict.tensors.keys()) {
      const values = await readFloat32(stateDict, name);
      const expected = expectedTensors["dtypes.pth"][name].values.map((value) =>
        Math.fround(Number(`${value}`.replace("inf", "Infinity").replace("nan", "NaN"))),
      );
      expect(values).toBeInstanceOf(Float32Array);
      expect(Array.from(values, Math.abs)).toEqual(expected.map(Math.abs));
    }
    await stateDict.close();
  });
});
