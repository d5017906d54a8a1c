import { afterEach, expect, test } from "vitest";
import { conditionsOf } from "../../../src/modulation/conditions.ts";
import type { TrainingView } from "../../../src/training/live/training-view.ts";
import { watchTraining } from "../../../src/training/live/watch-training.ts";
import { Trainer } from "../../../src/training/trainer.ts";
import { trainingConfig } from "../../../src/training/training-config.ts";
import { METHODS, SIDE, smallData, smallGenerator } from "../small-data.ts";
import { trainingBackend as backend } from "../training-backend.ts";

const size = { height: SIDE, width: SIDE };
const KERNEL = Symbol.for("Jupyter.kernel");

const trainers: Trainer[] = [];
afterEach(() => {
  for (const trainer of trainers.splice(0)) trainer.dispose();
  delete (globalThis as Record<symbol, unknown>)[KERNEL];
});

async function start(method = METHODS["clade-icpe"], steps = 6, learningRate = 2e-4) {
  const latent = learningRate > 1 ? { zDim: 3, cells: 4 } : null;
  const generator = smallGenerator(method, { latent });
  const config = trainingConfig(generator, size, { batchSize: 2, steps, ndf: 2, learningRate });
  const trainer = await Trainer.start(config, smallData(), { backend });
  trainers.push(trainer);
  return trainer;
}

/** A kernel of which only what is shown is kept, as [id, update, bundle]. */
function listeningKernel() {
  const shown: [string, boolean, Record<string, string>][] = [];
  const display = (value: unknown, { id = "the-id", update = false } = {}) => {
    const bundle = (value as Record<symbol, () => Record<string, string>>)[
      Symbol.for("Jupyter.display")
    ]();
    shown.push([id, update, bundle]);
    return { id };
  };
  (globalThis as Record<symbol, unknown>)[KERNEL] = { display };
  return shown;
}

test("a training is watched in one output that is written anew", async () => {
  const trainer = await start();
  const shown = listeningKernel();
  const steps: number[] = [];
  for await (const { step } of watchTraining(trainer, { every: 2 })) steps.push(step);
  expect(steps).toEqual([1, 2, 3, 4, 5, 6]);
  expect(shown.map(([id, update]) => [id, update])).toEqual([
    ["the-id", false],
    ...Array(4).fill(["the-id", true]),
  ]);
  const texts = shown.map(([, , bundle]) => bundle["text/plain"]);
  expect(texts.map((text) => text.slice(0, 11))).toEqual([
    "step 0 of 6",
    "step 2 of 6",
    "step 4 of 6",
    "step 6 of 6",
    "step 6 of 6",
  ]);
  const html = shown[4][2]["text/html"];
  expect(html).toContain("<b>step 6 of 6</b>");
  expect(html.match(/<svg /g)).toHaveLength(3); // two charts and a heat map
  expect(html.match(/src="data:image\/png;base64,/g)).toHaveLength(8); // four label maps, four pictures
  expect(html).toContain("scale of up_2.norm_0, classes × channels");
  expect(html).toMatch(/<title>class 3, channel 0: -?\d/);
  expect(html).not.toMatch(/NaN|undefined|Infinity/);
});

test("SEAN is watched in the style of its data's first pictures, at its own layer", async () => {
  const trainer = await start(METHODS.sean, 1);
  const views: TrainingView[] = [];
  for await (const _ of watchTraining(trainer, {
    show: (view) => views.push(view as TrainingView),
  }));
  const { previews, scales } = views.at(-1)?.state ?? {};
  expect(previews).toHaveLength(4);
  expect(scales?.layer).toBe("up_2.ace_0");
});

test.each(["clade-icpe", "sean"])(
  "watching %s changes nothing in what is learned",
  async (name) => {
    const [watched, alone] = [await start(METHODS[name]), await start(METHODS[name])];
    for await (const _ of watchTraining(watched, { every: 1, show: () => {} }));
    for await (const _ of alone.run());
    expect(await watched.parts.G.network.flat.data()).toEqual(
      await alone.parts.G.network.flat.data(),
    );
  },
);

test("an abort is told, and the training goes on later", async () => {
  const trainer = await start(METHODS.spade);
  const views: TrainingView[] = [];
  const show = (view: unknown) => views.push(view as TrainingView);
  const controller = new AbortController();
  for await (const { step } of watchTraining(trainer, { show, signal: controller.signal })) {
    if (step === 3) controller.abort();
  }
  expect(views.at(-1)?.text()).toMatch(/^step 3 of 6, stopped; trainer\.run\(\) goes on, G gan/);
  for await (const _ of watchTraining(trainer, { show }));
  expect(views.at(-1)?.text()).toMatch(/^step 6 of 6, /);
});

test("a failure is told under the last pictures, and thrown", async () => {
  const trainer = await start(METHODS.clade, 99, 1000);
  const views: TrainingView[] = [];
  const watch = (async () => {
    for await (const _ of watchTraining(trainer, {
      show: (view) => views.push(view as TrainingView),
    }));
  })();
  await expect(watch).rejects.toThrow(/is not a number at step/);
  expect(views.at(-1)?.state).toMatchObject({ ended: "failed" });
  expect(views.at(-1)?.state.previews).toHaveLength(4);
});

test("label maps and layer can be named, and a layer that is not there is refused", async () => {
  const trainer = await start();
  const labels = { ...size, rows: new Int32Array(SIDE * SIDE).fill(2) };
  const data = new Float32Array(2 * SIDE * SIDE);
  const conditions = conditionsOf({
    labels,
    edges: new Uint8Array(SIDE * SIDE),
    positions: { ...size, data },
  });
  let last: TrainingView | undefined;
  const show = (view: unknown) => {
    last = view as TrainingView;
  };
  for await (const _ of watchTraining(trainer, {
    conditions,
    show,
    layer: "head_0.norm_0",
    steps: 1,
  }));
  expect(last?.state.previews).toHaveLength(1);
  expect(last?.state.scales).toMatchObject({ layer: "head_0.norm_0", classes: ["class 2"] });
  for await (const _ of watchTraining(trainer, { conditions, show, layer: null, steps: 1 }));
  expect(last?.state.scales).toBeNull();
  await expect(watchTraining(trainer, { show, layer: "up_9" }).next()).rejects.toThrow(
    /up_9: the generator has no such layer\n {2}expected {2}.*up_2\.norm_0/,
  );
});

test("without a notebook a training runs as it does by itself", async () => {
  const trainer = await start();
  for await (const _ of watchTraining(trainer));
  expect(trainer.step).toBe(6);
});
