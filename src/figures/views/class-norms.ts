/**
 * How strongly each layer modulates each class: root mean square of what is not neutral.
 *
 * @module
 */

import { SEQUENTIAL } from "../color/colormap.ts";
import { sentence } from "../text/listed.ts";
import { countText, numberText } from "../text/number-text.ts";
import type { Picture, Row, View } from "../view.ts";

export interface ClassNormsInput {
  readonly classNames: readonly string[];
  readonly layers: readonly string[];

  /** Root mean square over channels of scale − 1 and of shift, [classes, layers] each. */
  readonly scale: Float32Array;
  readonly shift: Float32Array;
  readonly order: { readonly name: string; readonly permutation: Int32Array };

  /** What had no part in the order; absent in figures that were saved before it was told. */
  readonly leftOut?: readonly string[] | undefined;
}

export const classNormsView: View<ClassNormsInput> = {
  name: "class-norms",
  picture: (input): Picture => {
    const { classNames, layers, order, leftOut = [] } = input;
    const columns = layers.length;
    const parts = [
      { name: "scale − 1", values: input.scale },
      { name: "shift", values: input.shift },
    ];
    const words = parts.map(({ name, values }) => {
      let best = -1;
      for (const [i, value] of values.entries()) {
        if (Number.isFinite(value) && (best < 0 || value > values[best])) best = i;
      }
      const broken = values.filter((value) => !Number.isFinite(value)).length;
      if (best < 0) return `${name}: nothing is finite`;
      const rest =
        broken > 0
          ? `; ${countText(broken)} of ${countText(values.length)} are not finite (grey)`
          : "";
      return `${name}: most in ${layers[best % columns]} for ${classNames[Math.floor(best / columns)]} (${numberText(values[best], 3)})${rest}`;
    });
    const text = [...words, ...leftOut];
    const title = `How strongly each layer modulates each class: ${classNames.length} classes, ${columns} layers`;
    return {
      title,
      alt: `Two heat maps, classes by layers, root mean square over channels. ${text.join(". ")}.`,
      text: text.join("\n"),
      rows: function* (): Generator<Row> {
        for (const [k, className] of classNames.entries()) {
          for (const [l, layer] of layers.entries()) {
            const i = k * columns + l;
            yield {
              layer,
              class: k,
              className,
              scaleRms: input.scale[i],
              shiftRms: input.shift[i],
            };
          }
        }
      },
      chart: () => {
        const names = Array.from(order.permutation, (k) => classNames[k]);
        return {
          title,
          columns: 2,
          notes: [
            `Root mean square over channels; 0: nothing is changed. Classes in order of ${order.name}.`,
            ...leftOut.map(sentence),
          ],
          panels: parts.map(({ name, values }, place) => {
            const inOrder = Float32Array.from(
              values,
              (_, i) =>
                values[order.permutation[Math.floor(i / columns)] * columns + (i % columns)],
            );
            const domain = { low: 0, high: inOrder.reduce((a, v) => (v > a ? v : a), 0) || 1 };
            return {
              title: name,
              x: { kind: "band", label: "", names: layers },
              y:
                place === 0
                  ? { kind: "band", label: "", names }
                  : { kind: "pixels", size: names.length },
              height: {
                points: Math.max(60, Math.min(320, (names.length > 60 ? 2 : 8.5) * names.length)),
              },
              marks: [
                {
                  kind: "cells",
                  rows: names.length,
                  columns,
                  values: inOrder,
                  colormap: SEQUENTIAL,
                  domain,
                  neutral: 0,
                  rowNames: names,
                  columnNames: layers,
                },
              ],
              colorbar: { label: "", colormap: SEQUENTIAL, domain },
            };
          }),
        };
      },
    };
  },
};
