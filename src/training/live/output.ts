/**
 * One place on a notebook's page that is written anew, by the object that kernels put at `Symbol.for("Jupyter.kernel")`.
 *
 * @module
 */

/** What is asked of a kernel. */
interface Kernel {
  readonly display: (
    value: unknown,
    options?: { readonly id?: string; readonly update?: boolean },
  ) => { readonly id: string };
}

/** Shows each value in the place of the one before. */
export type Show = (value: unknown) => void;

/** Does nothing where there is no notebook. */
export function notebookOutput(): Show {
  const kernel = (globalThis as Record<symbol, unknown>)[Symbol.for("Jupyter.kernel")] as
    | Kernel
    | undefined;
  if (typeof kernel?.display !== "function") return () => {};
  let id: string | undefined;
  return (value) => {
    if (id === undefined) id = kernel.display(value).id;
    else kernel.display(value, { id, update: true });
  };
}
