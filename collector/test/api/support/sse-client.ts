/** One block of a stream of server-sent events, as it came. */
interface Block {
  readonly id?: string;
  readonly event?: string;
  readonly data?: string;
  readonly comment?: string;
}

export interface SseClient {
  readonly status: number;
  readonly headers: Headers;
  /** The next block that is an event; undefined when the stream has ended. */
  next(): Promise<Block | undefined>;
  /** The next block, heartbeats and places to resume from included. */
  nextBlock(): Promise<Block | undefined>;
  /** The last id, as an EventSource would send it back. */
  lastId(): string | undefined;
  /** Cuts the connection. */
  cut(): void;
}

function parseBlock(text: string): Block {
  const fields = text.split('\n').map((line) => /^([a-z]*): ?(.*)$/.exec(line) ?? []);
  return Object.fromEntries(fields.map(([, name, value]) => [name || 'comment', value]));
}

/** Connects to a stream over real HTTP. */
export async function connect(url: string, headers: Record<string, string> = {}): Promise<SseClient> {
  const controller = new AbortController();
  const response = await fetch(url, { headers, signal: controller.signal });
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let pending = '';
  let lastId = headers['last-event-id'];

  async function nextBlock(): Promise<Block | undefined> {
    while (!pending.includes('\n\n')) {
      const { value, done } = (await reader?.read()) ?? { done: true, value: undefined };
      if (done) return undefined;
      pending += value;
    }
    const end = pending.indexOf('\n\n');
    const block = parseBlock(pending.slice(0, end));
    pending = pending.slice(end + 2);
    lastId = block.id ?? lastId;
    return block;
  }

  return {
    status: response.status,
    headers: response.headers,
    nextBlock,
    async next() {
      for (;;) {
        const block = await nextBlock();
        if (!block || block.data !== undefined) return block;
      }
    },
    lastId: () => lastId,
    cut: () => controller.abort(),
  };
}
