import type { StreamData } from '../api/types.ts';

type Listeners = { [T in keyof StreamData]: (data: StreamData[T]) => void };

export interface StreamHandlers extends Listeners {
  /** The stream runs. `isNew`: what happened before it is not told, so fetch everything. */
  opened(isNew: boolean): void;
  /** It broke; it is tried again. */
  lost(): void;
}

const FIRST_WAIT_MS = 1000;
const LONGEST_WAIT_MS = 15_000;

/**
 * Follows the collector's live stream over one EventSource until it is told to stop. A connection that breaks is resumed by
 * the browser from the last event; one that the browser gives up (an answer other than 200) is made anew, with growing
 * waits, or at once when the network comes back.
 */
export function followStream(url: string, handlers: StreamHandlers): () => void {
  let source: EventSource | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let waitMs = FIRST_WAIT_MS;

  const connect = () => {
    clearTimeout(timer);
    source?.close();
    const current = new EventSource(url);
    source = current;
    let isNew = true;
    current.onopen = () => {
      waitMs = FIRST_WAIT_MS;
      handlers.opened(isNew);
      isNew = false;
    };
    current.onerror = () => {
      handlers.lost();
      if (current.readyState !== EventSource.CLOSED) return;
      timer = setTimeout(connect, waitMs);
      waitMs = Math.min(waitMs * 2, LONGEST_WAIT_MS);
    };
    const on = <T extends keyof StreamData>(type: T, handle: (data: StreamData[T]) => void) =>
      current.addEventListener(type, ({ data }: MessageEvent<string>) => handle(JSON.parse(data)));
    on('machine', handlers.machine);
    on('event', handlers.event);
    on('execution', handlers.execution);
    on('log', handlers.log);
    on('progress', handlers.progress);
    on('ssh_install', handlers.ssh_install);
    on('health', handlers.health);
    on('reset', handlers.reset);
  };
  const reconnect = () => {
    if (source?.readyState !== EventSource.OPEN) connect();
  };

  window.addEventListener('online', reconnect);
  connect();
  return () => {
    window.removeEventListener('online', reconnect);
    clearTimeout(timer);
    source?.close();
  };
}
