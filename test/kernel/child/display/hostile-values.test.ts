import fc from "fast-check";
import { expect, test } from "vitest";
import { formatResult } from "../../../../kernel/child/display/format-result.ts";

const refuse = (): never => {
  throw new Error("refused");
};

const reject = (): Promise<never> => {
  const promise = Promise.reject(new Error("refused"));
  promise.catch(() => {}); // those that nobody looks at are not the matter here
  return promise;
};

const NAMES = [
  "width",
  "height",
  "data",
  "shape",
  "dtype",
  "dims",
  "type",
  "nodeType",
  "outerHTML",
  "toBuffer",
  "encode",
  "toDataURL",
  "dataSync",
  "then",
  "constructor",
  "toString",
  "valueOf",
  "toJSON",
  "length",
  "name",
  "message",
  "stack",
  "__proto__",
  Symbol.toStringTag,
  Symbol.iterator,
  Symbol.toPrimitive,
  Symbol.for("Jupyter.display"),
  Symbol.for("nodejs.util.inspect.custom"),
];

/** What the names above may be: anything, and what throws, as a value, a method or a getter. */
const property = fc.oneof(
  fc
    .anything({ withBigInt: true, withTypedArray: true, withMap: true, withSet: true })
    .map((value) => ({ value })),
  fc.anything({ withBigInt: true, withTypedArray: true }).map((value) => ({ value: () => value })),
  fc.anything().map((value) => ({ value: async () => value })),
  fc
    .dictionary(
      fc.constantFrom("text/html", "image/png", "image/svg+xml", "application/json"),
      fc.anything({ withBigInt: true, withTypedArray: true }),
    )
    .map((bundle) => ({ value: () => bundle })),
  fc.constant({ value: refuse }),
  fc.constant({ value: reject }),
  fc.constant({ get: refuse }),
);

const KINDS = [
  "plain",
  "inherited",
  "proxy",
  "throwing proxy",
  "function",
  "array",
  "error",
  "null prototype",
] as const;

/** The recipe of a hostile value: fast-check would trip over the value itself. */
const recipe = fc.record({
  kind: fc.constantFrom(...KINDS),
  properties: fc.array(fc.tuple(fc.constantFrom(...NAMES), property), { maxLength: 8 }),
});

type Recipe = typeof recipe extends fc.Arbitrary<infer R> ? R : never;

function hostile({ kind, properties }: Recipe): unknown {
  const target = core(kind);
  for (const [name, descriptor] of properties) {
    if (kind === "array" && name === "length") continue;
    try {
      Object.defineProperty(target, name, { ...descriptor, configurable: true, enumerable: true });
    } catch {
      // defining an error's stack reads its message
    }
  }
  if (kind === "inherited") return Object.create(target);
  if (kind === "proxy") return new Proxy(target, {});
  if (kind !== "throwing proxy") return target;
  return new Proxy(target, {
    get: refuse,
    has: refuse,
    ownKeys: refuse,
    getPrototypeOf: refuse,
    getOwnPropertyDescriptor: refuse,
  });
}

function core(kind: (typeof KINDS)[number]): object {
  switch (kind) {
    case "function":
      return () => {};
    case "array":
      return [1];
    case "error":
      return new Error("e");
    case "null prototype":
      return Object.create(null);
    default:
      return {};
  }
}

async function expectBundle(value: unknown): Promise<void> {
  const bundle = await formatResult(value);
  expect(typeof bundle["text/plain"]).toBe("string");
  expect(JSON.parse(JSON.stringify(bundle))).toEqual(bundle);
}

test("every value gives a bundle that is JSON and holds text/plain", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.anything({
        withBigInt: true,
        withBoxedValues: true,
        withDate: true,
        withMap: true,
        withNullPrototype: true,
        withObjectString: true,
        withSet: true,
        withSparseArray: true,
        withTypedArray: true,
      }),
      expectBundle,
    ),
    { seed: 20, numRuns: 500 },
  );
});

test("hostile values, too", async () => {
  await fc.assert(
    fc.asyncProperty(recipe, (made) => expectBundle(hostile(made))),
    { seed: 21, numRuns: 2_000 },
  );
});

test("so do a revoked proxy, a cycle of bundles and a detached buffer", async () => {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  await expectBundle(proxy);

  const bundle: Record<string, unknown> = {};
  bundle["application/json"] = bundle;
  await expectBundle({ [Symbol.for("Jupyter.display")]: () => bundle });

  const detached = new Float32Array(1_000);
  structuredClone(detached.buffer, { transfer: [detached.buffer] });
  await expectBundle(detached);
});
