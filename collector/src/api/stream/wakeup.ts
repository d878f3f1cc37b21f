/** Lets one loop sleep until there is something to do. */
export class Wakeup {
  #woken = false;
  #release: (() => void) | null = null;

  wake(): void {
    this.#woken = true;
    this.#release?.();
  }

  /** Resolves to true at the next wake, or at once when there was one since the last wait; to false after `ms` or when the signal is aborted. */
  async wait(ms: number, signal: AbortSignal): Promise<boolean> {
    if (!this.#woken && !signal.aborted) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(release, ms);
        signal.addEventListener('abort', release);
        this.#release = release;
        function release() {
          clearTimeout(timer);
          signal.removeEventListener('abort', release);
          resolve();
        }
      });
      this.#release = null;
    }
    const woken = this.#woken;
    this.#woken = false;
    return woken;
  }
}
