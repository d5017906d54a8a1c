/**
 * What the display functions need of the process around them. The child's host satisfies it, and so does a
 * plain object in a test.
 *
 * @module
 */

import type { CellId } from "../../link/messages.ts";
import type { JupyterKernel } from "./api.ts";

export interface DisplayHost extends Pick<JupyterKernel, "registerTarget" | "openComm"> {
  publish(
    messageType: "display_data" | "update_display_data" | "clear_output",
    content: object,
    options?: { cell?: CellId },
  ): void;
  stream(name: "stdout" | "stderr", text: string, cell?: CellId): void;
  /** Shows an error that ends nothing. */
  reportError(error: unknown, cell?: CellId): void;
  /** The cell on whose behalf code runs now, also in its timers and promises. */
  currentCell(): CellId;
  readonly signal: AbortSignal;
  /** Asks the user for a line, and waits for it; throws where nobody can be asked. */
  input(prompt: string, password: boolean): string;
}
