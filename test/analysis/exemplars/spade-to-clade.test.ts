import { expect, test } from "vitest";
import { conversionErrors } from "../../../src/analysis/replacement/conversion-errors.ts";
import { spadeToClade } from "../../../src/analysis/replacement/spade-to-clade.ts";
import { TfjsGenerator } from "../../../src/engines/tfjs/generator.ts";
import { asGenerator, networkOf } from "../../../src/models/network.ts";
import { randomNetwork } from "../../support/random-network.ts";
import { SMALL_MSCA, someConditions, someExemplar, WITH_MSCA } from "../../support/small-msca.ts";

test("the SPADE around the attention becomes a CLADE, and the attention stays as it was", async () => {
  const spade = randomNetwork(WITH_MSCA, 5);
  const clade = asGenerator(networkOf(await spadeToClade(spade)));
  expect(clade).toMatchObject({ kind: "msca", config: { msca: SMALL_MSCA } });
  expect(clade.config.method.kind).toBe("clade");
  for (const key of ["msca.image.1.weight", "msca.up_2.mask.out.bias"]) {
    expect(await clade.parameter(key)).toEqual(await spade.parameter(key));
  }
  const painter = await TfjsGenerator.load(clade);
  const conditions = someConditions(6);
  const [a, b] = [
    await painter.synthesize(conditions),
    await painter.synthesize({ ...conditions, exemplar: someExemplar(60) }),
  ];
  painter.dispose();
  expect(a.image.data.some((x, i) => Math.abs(x - b.image.data[i]) > 1e-3)).toBe(true);
});

test("what banks lose is told without an exemplar, of SPADE alone", async () => {
  const spade = randomNetwork(WITH_MSCA, 5);
  const { exemplar: _, ...conditions } = someConditions(6);
  const rows = await conversionErrors(spade, [conditions]);
  expect(rows).toHaveLength(2 * spade.layers.length);
  expect(rows.every(({ pixels, maxRaw }) => pixels > 0 && maxRaw > 0)).toBe(true);
  const clade = asGenerator(networkOf(await spadeToClade(spade)));
  await expect(conversionErrors(clade, [conditions])).rejects.toThrow("no SPADE nets to convert");
});
