/**
 * A label map with its instance map, painted from back to front.
 *
 * @module
 */

import { classes, rowOf, type Stuff, type Thing } from "./classes.ts";
import type { Shape } from "./shapes.ts";

/** One object of a class that has instances. */
export interface Instance {
  readonly name: Thing;
  readonly id: number;
}

/** A square picture of (label, instance) pairs; it starts wholly unlabelled. */
export class Canvas {
  readonly size: number;

  /** Class of each pixel, row-major; shape `[size, size]`. */
  readonly labels: Uint8Array;

  /** Instance id of each pixel: 0 unlabelled, the class's row for stuff, larger numbers for objects. */
  readonly instances: Uint16Array;

  #nextId: number = classes.length;

  constructor(size: number) {
    this.size = size;
    this.labels = new Uint8Array(size * size);
    this.instances = new Uint16Array(size * size);
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

  #fill(label: number, id: number, shapes: readonly Shape[]): void {
    for (const shape of shapes) {
      const [left, top, right, bottom] = shape.box;
      for (let y = Math.max(0, Math.floor(top)); y < Math.min(this.size, bottom); y++) {
        for (let x = Math.max(0, Math.floor(left)); x < Math.min(this.size, right); x++) {
          if (!shape.contains(x + 0.5, y + 0.5)) continue;
          this.labels[y * this.size + x] = label;
          this.instances[y * this.size + x] = id;
        }
      }
    }
  }
}
