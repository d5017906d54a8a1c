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
    testTimeout: 180_000,
    hookTimeout: 180_000,
    teardownTimeout: 30_000,
    maxWorkers: 2,
    // Of the tests and of the processes that they start: nothing is read from the user's cache or left there, and ONNX
    // Runtime, which some tests load themselves, reports nothing (session.ts has the reason).
    env: { CLADESCOPE_CACHE: "off", CLADESCOPE_CACHE_LIMIT: "", ORT_DISABLE_TELEMETRY: "1" },
  },
});
