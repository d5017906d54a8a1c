/**
 * Shows a MIME bundle under tslab 1.0.22, which knows no way for a value to show itself and prints it with console.log. Its own module is
 * found among those that are loaded: only cells can import it by name.
 *
 * @module
 */

import { createRequire } from "node:module";
import type { FigureBundle } from "../bundle.ts";

type DisplayData = (
  content: { data: FigureBundle; metadata: object; transient: object },
  update: boolean,
) => void;

const require = createRequire(import.meta.url);

/** Where tslab is running, shows the bundle and returns true. */
export function showInTslab(bundle: () => FigureBundle): boolean {
  const display = tslabDisplay();
  if (display === null) return false;
  display({ data: bundle(), metadata: {}, transient: {} }, false);
  return true;
}

function tslabDisplay(): DisplayData | null {
  for (const module of Object.values(require.cache)) {
    if (module === undefined || !/tslab[\\/]dist[\\/]jupyter\.js$/.test(module.filename ?? ""))
      continue;
    const { lastWriteDisplayData } = module.exports as { lastWriteDisplayData?: DisplayData };
    if (lastWriteDisplayData) return lastWriteDisplayData;
  }
  return null;
}
