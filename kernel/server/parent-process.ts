/**
 * Ends the kernel where the process that started it is gone, as after a crash of the Jupyter server: nobody else would.
 *
 * Source: jupyter_client `docs/kernels.rst`; servers set `JPY_PARENT_PID` for their kernels.
 *
 * @module
 */

const INTERVAL = 1000;

/** @param gone Is called once, when the process named by `JPY_PARENT_PID` is this one's parent no more. */
export function watchParent(gone: () => void): void {
  const parent = process.ppid;
  // Started by another process in between, its parent tells nothing of the server.
  if (Number(process.env.JPY_PARENT_PID) !== parent) return;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    gone();
  }, INTERVAL);
  timer.unref();
}
