/**
 * A graph of ONNX operators under construction.
 *
 * @module
 */

/** An integer, a list of integers, or a float as `{ float }`. */
export type Attribute = number | readonly number[] | { readonly float: number };

export interface GraphNode {
  /** Operator of the default domain, opset 17: "MatMul". */
  readonly type: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: Readonly<Record<string, Attribute>>;
}

/** An input or output; a dimension by name may differ from run to run. */
export interface GraphValue {
  readonly name: string;
  readonly type: "float32" | "int64";
  readonly dims: readonly (number | string)[];
}

/** A tensor that is the same in every run; its bytes are asked for when they are written. */
export interface Constant {
  readonly name: string;
  readonly type: "float32" | "int64";
  readonly dims: readonly number[];
  readonly byteLength: number;
  readonly load: () => Uint8Array | Promise<Uint8Array>;

  /** Name of the constant whose bytes these are, read in another shape. */
  readonly of?: string | undefined;
}

export class Graph {
  readonly nodes: GraphNode[] = [];
  readonly inputs: GraphValue[] = [];
  readonly outputs: GraphValue[] = [];
  readonly #constants = new Map<string, Constant>();
  readonly #names = new Map<string, number>();

  readonly #viewed: boolean;

  /**
   * @param viewed Whether constants can be read in several shapes, as those in a file beside the model can: reshaping one
   * is then no operation, which would copy it.
   */
  constructor({ viewed = false }: { readonly viewed?: boolean } = {}) {
    this.#viewed = viewed;
  }

  /** Those that an operation uses. */
  get constants(): readonly Constant[] {
    const used = new Set(this.nodes.flatMap(({ inputs }) => inputs));
    return [...this.#constants.values()].filter(({ name }) => used.has(name));
  }

  /** Adds an operation; returns the name of its result. */
  op(
    type: string,
    inputs: readonly string[],
    attributes: Readonly<Record<string, Attribute>> = {},
  ): string {
    return this.ops(type, inputs, 1, attributes)[0];
  }

  /** Adds an operation with several results. */
  ops(
    type: string,
    inputs: readonly string[],
    results: number,
    attributes: Readonly<Record<string, Attribute>> = {},
  ): string[] {
    const outputs = Array.from({ length: results }, () => this.#fresh(type));
    this.nodes.push({ type, inputs, outputs, attributes });
    return outputs;
  }

  reshape(x: string, dims: readonly number[]): string {
    const constant = this.#viewed ? this.#constants.get(x) : undefined;
    if (constant !== undefined) {
      const { of = x } = constant;
      return this.constant({ ...constant, name: `${of} as ${dims.join("x")}`, dims, of });
    }
    return this.op("Reshape", [x, this.integers(dims)]);
  }

  /** An input, declared once. */
  input(name: string, type: GraphValue["type"], dims: GraphValue["dims"]): string {
    if (this.inputs.every((known) => known.name !== name)) this.inputs.push({ name, type, dims });
    return name;
  }

  output(value: string, name: string, dims: GraphValue["dims"]): void {
    this.nodes.push({ type: "Identity", inputs: [value], outputs: [name], attributes: {} });
    this.outputs.push({ name, type: "float32", dims });
  }

  /** A constant made elsewhere; the same name twice is the same constant. */
  constant(constant: Constant): string {
    this.#constants.set(constant.name, constant);
    return constant.name;
  }

  /** Small float constants, written into the graph. */
  floats(values: ArrayLike<number>, dims: readonly number[] = [values.length]): string {
    const data = Float32Array.from(values);
    const name = `f:${dims.join("x")}:${hash(new Uint8Array(data.buffer))}`;
    return this.constant({
      name,
      type: "float32",
      dims,
      byteLength: data.byteLength,
      load: () => new Uint8Array(data.buffer),
    });
  }

  /** Small int64 constants, such as shapes and indices. */
  integers(values: ArrayLike<number>, dims: readonly number[] = [values.length]): string {
    const data = BigInt64Array.from({ length: values.length }, (_, i) => BigInt(values[i]));
    const name = `i:${dims.join("x")}:${hash(new Uint8Array(data.buffer))}`;
    return this.constant({
      name,
      type: "int64",
      dims,
      byteLength: data.byteLength,
      load: () => new Uint8Array(data.buffer),
    });
  }

  #fresh(type: string): string {
    const count = (this.#names.get(type) ?? 0) + 1;
    this.#names.set(type, count);
    return `${type.toLowerCase()}_${count}`;
  }
}

/** 53 bits of two FNV-1a hashes: constants of equal shape and content share a name. */
function hash(bytes: Uint8Array): string {
  let [a, b] = [0x811c9dc5, 0xcbf29ce4];
  for (const byte of bytes) {
    a = Math.imul(a ^ byte, 0x01000193);
    b = Math.imul(b ^ byte, 0x01000193) ^ (a >>> 13);
  }
  return (a >>> 0).toString(16) + (b >>> 0).toString(16);
}
