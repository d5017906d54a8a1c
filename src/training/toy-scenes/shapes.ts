/**
 * Shapes to fill: each knows its bounding box and whether a point lies inside.
 *
 * Coordinates are pixels, x to the right, y down, (0, 0) the top left corner of the picture; a pixel belongs
 * to a shape when its centre does. Only + − × ÷ and square roots are used, which IEEE 754 fixes to the
 * last bit, so every machine draws the same pixels.
 *
 * @module
 */

/** A point, `[x, y]` in pixels. */
export type Point = readonly [x: number, y: number];

/** A region of the plane. */
export interface Shape {
  /** `[left, top, right, bottom]`: no point outside is in the shape. */
  readonly box: readonly [number, number, number, number];
  contains(x: number, y: number): boolean;
}

/** The points of a text such as `"0,92 70,80"`, written as in SVG's `points` attribute. */
export function points(text: string): Point[] {
  return text.split(" ").map((pair) => {
    const [x, y] = pair.split(",").map(Number);
    return [x, y];
  });
}

/** The rectangle with the top left corner (x, y). */
export function rectangle(x: number, y: number, width: number, height: number): Shape {
  return {
    box: [x, y, x + width, y + height],
    contains: (px, py) => px >= x && px < x + width && py >= y && py < y + height,
  };
}

/** The ellipse around (x, y) with the half axes rx and ry. */
export function ellipse(x: number, y: number, rx: number, ry: number = rx): Shape {
  return {
    box: [x - rx, y - ry, x + rx, y + ry],
    contains: (px, py) => ((px - x) / rx) ** 2 + ((py - y) / ry) ** 2 <= 1,
  };
}

/** The inside of a closed polygon, by the even-odd rule. */
export function polygon(...corners: readonly Point[]): Shape {
  return {
    box: boxOf(corners, 0),
    contains(px, py) {
      let inside = false;
      for (let i = 0, j = corners.length - 1; i < corners.length; j = i++) {
        const [xi, yi] = corners[i];
        const [xj, yj] = corners[j];
        // The half-open comparison counts a corner exactly on the scan line once.
        if (yi > py !== yj > py && px < xi + ((py - yi) * (xj - xi)) / (yj - yi)) inside = !inside;
      }
      return inside;
    },
  };
}

/** A line of the given width through all points, with round ends. */
export function stroke(width: number, ...line: readonly Point[]): Shape {
  const reach = width / 2;
  return {
    box: boxOf(line, reach),
    contains(px, py) {
      for (let i = 1; i < line.length; i++) {
        if (squaredDistance(px, py, line[i - 1], line[i]) <= reach * reach) return true;
      }
      return false;
    },
  };
}

/** Everything below a line that runs from left to right, down to `bottom`. */
export function below(bottom: number, line: readonly Point[]): Shape {
  const xs = Float64Array.from(line, ([x]) => x);
  const [left, right] = [xs[0], xs[xs.length - 1]];
  const top = Math.min(...line.map(([, y]) => y));
  let i = 1; // pixels come in order: the piece of the last one is nearly always right
  return {
    box: [left, top, right, bottom],
    contains(x, y) {
      if (x < left || x >= right || y < top || y >= bottom) return false;
      if (x < xs[i - 1]) i = 1;
      while (x >= xs[i]) i++;
      const [ax, ay] = line[i - 1];
      const [bx, by] = line[i];
      return y >= ay + ((x - ax) * (by - ay)) / (bx - ax);
    },
  };
}

/** A smooth (Catmull–Rom) line through all points, 12 straight pieces between neighbours. */
export function curve(through: readonly Point[]): Point[] {
  const steps = 12;
  const at = (i: number): Point => through[Math.min(Math.max(i, 0), through.length - 1)];
  const line: Point[] = [];
  for (let i = 0; i < through.length - 1; i++) {
    for (let s = 0; s < steps; s++) {
      const t = s / steps;
      const mix = (axis: 0 | 1): number => {
        const [a, b, c, d] = [at(i - 1)[axis], at(i)[axis], at(i + 1)[axis], at(i + 2)[axis]];
        const quadratic = 2 * a - 5 * b + 4 * c - d;
        const cubic = -a + 3 * b - 3 * c + d;
        return (2 * b + t * (c - a + t * (quadratic + t * cubic))) / 2;
      };
      line.push([mix(0), mix(1)]);
    }
  }
  line.push(at(through.length - 1));
  return line;
}

function boxOf(corners: readonly Point[], margin: number): Shape["box"] {
  const xs = corners.map(([x]) => x);
  const ys = corners.map(([, y]) => y);
  return [
    Math.min(...xs) - margin,
    Math.min(...ys) - margin,
    Math.max(...xs) + margin,
    Math.max(...ys) + margin,
  ];
}

/** Squared distance of (px, py) from the segment a–b. */
function squaredDistance(px: number, py: number, a: Point, b: Point): number {
  const dx = b[0] - a[0];
  const dy = b[1] - a[1];
  const lengthSquared = dx * dx + dy * dy;
  const along = lengthSquared === 0 ? 0 : ((px - a[0]) * dx + (py - a[1]) * dy) / lengthSquared;
  const t = Math.min(Math.max(along, 0), 1);
  const ex = px - a[0] - t * dx;
  const ey = py - a[1] - t * dy;
  return ex * ex + ey * ey;
}
