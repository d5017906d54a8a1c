/**
 * Tests start real processes, and shared machines are slow at times: a limit is there to end what hangs, not to time
 * what works.
 *
 * @module
 */

import { defineConfig } from "vitest/config";

export default defineConfig({
  // Most tests wait for processes of their own: two files at a time, also where there are only two cores.
  test: {
    testTimeout: 60_000,
    hookTimeout: 60_000,
    teardownTimeout: 30_000,
    maxWorkers: 2,
    // Some tests load ONNX Runtime themselves (session.ts has the reason).
    env: { ORT_DISABLE_TELEMETRY: "1" },
  },
});
