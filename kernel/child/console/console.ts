/**
 * The console of cells: Node's own, writing to the notebook.
 *
 * The methods of the global object are replaced rather than the object, so that
 * `import console from "node:console"` is the same. Node's original methods also hand their arguments to the
 * inspector, which keeps the last thousand alive.
 *
 * @module
 */

import { Console } from "node:console";
import { syncBuiltinESMExports } from "node:module";
import type { Writable } from "node:stream";
import type { Displays } from "../display/displays.ts";
import type { DisplayHost } from "../display/ports.ts";
import { $Object } from "../intrinsics.ts";
import { tableBundle } from "./table.ts";

/** Puts the methods in place, for `node:console` too. */
export function redirectConsole(host: DisplayHost, displays: Displays): void {
  for (const [name, value] of $Object.entries(consoleMethods(host, displays))) {
    $Object.defineProperty(console, name, {
      value,
      writable: true,
      configurable: true,
      enumerable: true,
    });
  }
  syncBuiltinESMExports();
}

export function consoleMethods(host: DisplayHost, displays: Displays): typeof console {
  const own = new Console({
    stdout: target(host, "stdout"),
    stderr: target(host, "stderr"),
    ignoreErrors: false,
    colorMode: false,
  });
  return {
    ...$Object.fromEntries($Object.entries(own).filter(([, value]) => typeof value === "function")),
    clear: () => host.publish("clear_output", { wait: false }),
    table: (data: unknown, columns?: readonly string[]) => {
      const bundle = tableBundle(data, columns);
      if (bundle === undefined) own.log(data);
      else displays.show(bundle, { raw: true });
    },
  } as typeof console;
}

/** All that Console uses of a stream when it is not to look out for errors. */
function target(host: DisplayHost, name: "stdout" | "stderr"): Writable {
  return { write: (text: string) => host.stream(name, text) } as unknown as Writable;
}
