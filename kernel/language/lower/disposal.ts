/**
 * Top-level `using` and `await using`: a cell's resources are disposed of at its end, last first, also when
 * it throws. The names stay, as all names of a cell do; what they hold has been disposed of.
 *
 * The declarations have become `const x = __use(…)` (compile.ts); here is the code around the cell's body.
 * It follows DisposeResources of ECMA-262, written out because Node 20 and 22 lack DisposableStack.
 *
 * @module
 */

export const openDisposal = `const __resources = [];
const __use = (value, isAsync) => {
  if (value !== null && value !== undefined) {
    const dispose = (isAsync ? value[Symbol.asyncDispose] : undefined) ?? value[Symbol.dispose];
    if (typeof dispose !== "function") throw new TypeError("The value of 'using' has no [Symbol.dispose]()");
    __resources.push(() => dispose.call(value));
  }
  return value;
};
let __failed = false, __failure;
try {
`;

export function closeDisposal(kind: "sync" | "async"): string {
  return `
} catch (error) { __failed = true; __failure = error; } finally {
  for (const dispose of __resources.reverse()) {
    try { ${kind === "async" ? "await " : ""}dispose(); } catch (error) {
      if (__failed) {
        const suppressed = __failure;
        __failure = typeof SuppressedError === "function"
          ? new SuppressedError(error, suppressed, "An error was suppressed during disposal.")
          : Object.assign(new Error("An error was suppressed during disposal."), { name: "SuppressedError", error, suppressed });
      } else __failure = error;
      __failed = true;
    }
  }
  if (__failed) throw __failure;
}`;
}
