/**
 * Waiting that ends.
 *
 * @module
 */

/** What `promise` gives, or undefined after `timeout` milliseconds. */
export async function within<T>(promise: Promise<T>, timeout: number): Promise<T | undefined> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(resolve, timeout, undefined);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
