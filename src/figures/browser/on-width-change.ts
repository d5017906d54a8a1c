/**
 * Tells of an element's width when it has changed and rests.
 *
 * @module
 */

/** In milliseconds; while a window is drawn larger or smaller, nothing is laid out. */
const REST = 80;

/** In milliseconds; who goes back to the width before as fast as this does it because of what was shown. */
const SWING = 500;

/**
 * Calls back with every other width. A page gets its scroll bar by what is in it: were the width that it leaves used to show less,
 * so that the bar goes, the element would swing forever. So it stays at the smaller of two such widths.
 *
 * @returns What ends it.
 */
export function onWidthChange(root: HTMLElement, changed: () => void): () => void {
  let [before, now, since] = [0, root.clientWidth, 0];
  let timer: ReturnType<typeof setTimeout> | undefined;
  const look = () => {
    const width = root.clientWidth;
    const swings = width === before && width > now && performance.now() - since < SWING;
    if (width === 0 || width === now || swings) return;
    [before, now, since] = [now, width, performance.now()];
    changed();
  };
  const observer = new ResizeObserver(() => {
    clearTimeout(timer);
    timer = setTimeout(look, REST);
  });
  observer.observe(root);
  return () => {
    clearTimeout(timer);
    observer.disconnect();
  };
}
