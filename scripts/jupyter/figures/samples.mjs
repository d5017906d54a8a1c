// Figures to show in every host: a heat map to look around in, of one layer and of a whole network, and a chart of plotly's.

import { classParametersFigure } from "../../../dist/src/figures/class-parameters.js";
import { Figure } from "../../../dist/src/figures/figure.js";
import { varianceSplitView } from "../../../dist/src/figures/views/variance-split.js";

export const CLASSES = [
  "sky",
  "tree",
  "road",
  "car",
  "person",
  "water",
  "grass",
  "wall",
  "boat",
  "sand",
];

/** With names of its own, so that the pages of two figures can be told apart. */
export function heatMap(layer = "up_2.norm_0", classes = CLASSES, channels = 48) {
  return classParametersFigure([bank(layer, classes, channels, 1)], { provenance: SOURCE });
}

/** SPADE's and CLADE's usual generator on ADE20K: 151 classes by 10,944 channels in 18 layers. */
export function overview() {
  const classes = Array.from({ length: 151 }, (_, i) => `class ${i}`);
  const sizes = [...Array.from({ length: 10 }, () => 1024), ...[320, 64, 64, 64, 64, 64, 32, 32]];
  const banks = sizes.map((channels, i) => bank(`layer_${i}`, classes, channels, i + 1));
  return classParametersFigure(banks, { provenance: SOURCE, order: "index" });
}

export function chart(name = "SPADE") {
  const rows = Array.from({ length: 6 }, (_, i) => ({
    ...{ layer: `up_${i}.norm_0`, channels: 8, pixels: 65_536 },
    ...{ withinScale: 0.1 * i, betweenScale: 1, withinShift: 0.1, betweenShift: 1 },
    ...{ share: (i + 1) / 8, mixedShare: 0.25 },
  }));
  return Figure.of(varianceSplitView, { networks: [{ name, rows }] }, { provenance: SOURCE });
}

const SOURCE = {
  version: "test",
  files: [{ name: "net_G.pth", sha256: "0123456789abcdef".repeat(4) }],
  settings: { seed: 3 },
};

function bank(layer, classNames, channels, seed) {
  const classes = classNames.length;
  let state = seed;
  const random = () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647 - 0.5;
  };
  const scale = Float32Array.from({ length: classes * channels }, () => 1 + 0.8 * random());
  const shift = scale.map((x) => 0.5 * (x - 1));
  return {
    ...{ layer, channels, classes, classNames, labelSet: null, convention: "γ", notFinite: 0 },
    ...{ scale, shift, rawGamma: scale, rawBeta: shift },
    keys: { scale: [`${layer}.weight`], shift: [`${layer}.bias`] },
  };
}
