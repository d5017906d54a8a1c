/**
 * The global `__cell`, which lowered cells ask after every `await` whether to go on (language/lower/awaits.ts).
 *
 * @module
 */

import { wasInterrupted } from "./cells.ts";
import { knownCell } from "./credit.ts";
import { $Object, $Promise } from "./intrinsics.ts";

export function installCellGlobal(): void {
  const value = $Object.freeze({
    resumed: <T>(awaited: T): T => awaited,
    stopped: (): boolean => wasInterrupted(knownCell()),
    never: (): Promise<never> => new $Promise(() => {}),
  });
  $Object.defineProperty(globalThis, "__cell", { value });
}
