/**
 * Figures live while they are on the page: what is taken off it lets go of everything, and comes back if it is put there again, as
 * JupyterLab does with cells that scroll out of sight and with tabs that are moved.
 *
 * A figure off the page is held by nobody: when the page forgets it, it is gone.
 *
 * @module
 */

interface Life {
  readonly show: () => Promise<() => void>;

  /** Ends what is shown; null while nothing is. */
  end: (() => void) | null;

  /** Showing takes time; one thing happens after the other. */
  work: Promise<void>;
}

const lives = new WeakMap<HTMLElement, Life>();
const hosts = new Set<WeakRef<HTMLElement>>();
let observer: MutationObserver | null = null;

/** @param show Shows the figure, and gives back what ends it. The promise is of the first time. */
export function whileOnPage(host: HTMLElement, show: Life["show"]): Promise<void> {
  const life: Life = { show, end: null, work: Promise.resolve() };
  lives.set(host, life);
  hosts.add(new WeakRef(host));
  if (observer === null) {
    observer = new MutationObserver(lookAround);
    observer.observe(document.body, { childList: true, subtree: true });
  }
  return adjust(host, life).catch((error: unknown) => {
    lives.delete(host); // the picture stays
    throw error;
  });
}

/** Shows the figure anew, if it is shown. */
export function showAgain(host: HTMLElement): void {
  const life = lives.get(host);
  if (life === undefined) return;
  void next(life, async () => {
    if (life.end === null) return;
    life.end();
    life.end = await life.show();
  });
}

function lookAround(): void {
  for (const ref of hosts) {
    const host = ref.deref();
    const life = host && lives.get(host);
    if (host === undefined || life === undefined) hosts.delete(ref);
    else if (host.isConnected !== (life.end !== null)) void adjust(host, life);
  }
}

function adjust(host: HTMLElement, life: Life): Promise<void> {
  return next(life, async () => {
    if (host.isConnected && life.end === null) life.end = await life.show();
    if (!host.isConnected && life.end !== null) {
      life.end();
      life.end = null;
    }
  });
}

/** What is done after `task` is done even if that fails. */
function next(life: Life, task: () => Promise<void>): Promise<void> {
  const done = life.work.then(task);
  life.work = done.catch(() => {});
  return done;
}
