/**
 * A label map with its instance map, painted from back to front.
 *
 * @module
 */

import type { Size } from "../../labels/label-map.ts";
import { classes, rowOf, type Stuff, type Thing } from "./classes.ts";
import type { Shape } from "./shapes.ts";

/** One object of a class that has instances. */
export interface Instance {
  readonly name: Thing;
  readonly id: number;
}

/** A picture of (label, instance) pairs; it starts wholly unlabelled. */
export class Canvas implements Size {
  readonly height: number;
  readonly width: number;

  /** Class of each pixel, row-major; [height, width]. */
  readonly labels: Uint8Array;

  /** Instance id of each pixel: 0 unlabelled, the class's row for stuff, larger numbers for objects. */
  readonly instances: Uint16Array;

  /** Pixels per unit of the shapes' coordinates. */
  readonly scale: number;

  #nextId: number = classes.length;

  /** @param units Height of the picture in the shapes' coordinates; default its pixels. */
  constructor({ height, width }: Size, units: number = height) {
    this.height = height;
    this.width = width;
    this.scale = height / units;
    this.labels = new Uint8Array(height * width);
    this.instances = new Uint16Array(height * width);
  }

  /** Paints a class without instances; "unlabelled" takes the label away again. */
  stuff(name: Stuff, ...shapes: readonly Shape[]): void {
    this.#fill(rowOf(name), rowOf(name), shapes);
  }

  /** Paints a new object and returns it, so that more can be added to it with `add`. */
  thing(name: Thing, ...shapes: readonly Shape[]): Instance {
    const instance = { name, id: this.#nextId++ };
    this.add(instance, ...shapes);
    return instance;
  }

  /** Paints more of an object. */
  add({ name, id }: Instance, ...shapes: readonly Shape[]): void {
    this.#fill(rowOf(name), id, shapes);
  }

  /** A thickness in the shapes' coordinates that no pixel column or row slips through. */
  thin(thickness: number): number {
    return Math.max(thickness, 1.05 / this.scale);
  }

  #fill(label: number, id: number, shapes: readonly Shape[]): void {
    const { width, height, scale } = this;
    for (const shape of shapes) {
      const [left, top, right, bottom] = shape.box.map((edge) => edge * scale);
      for (let y = Math.max(0, Math.floor(top)); y < Math.min(height, bottom); y++) {
        for (let x = Math.max(0, Math.floor(left)); x < Math.min(width, right); x++) {
          if (!shape.contains((x + 0.5) / scale, (y + 0.5) / scale)) continue;
          this.labels[y * width + x] = label;
          this.instances[y * width + x] = id;
        }
      }
    }
  }
}
