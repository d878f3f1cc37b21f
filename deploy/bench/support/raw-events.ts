import { once } from 'node:events';
import { connect } from 'node:net';

const BUFFER_BYTES = 256 * 1024;
/** More than the head of a block can have. */
const MOST_CARRIED = 64;
const HEAD_END = '\r\n\r\n';
const STATUS = /^HTTP\/1\.[01] (\d+)/;

/**
 * Reads a stream of server-sent events over a bare socket and one buffer for all of it, with as little work as can be: the
 * client is not what is measured. HTTP/1.0, so that nothing but the events comes. `take` gets the bytes as they come; they are
 * only good until it returns. Resolves at the end of the stream.
 */
export async function readRawEvents(
  url: string,
  headers: Record<string, string>,
  take: (bytes: Buffer) => void,
): Promise<{ readonly ended: Promise<void> }> {
  const { hostname, port, pathname, search } = new URL(url);
  let head = '';
  let isBody = false;
  let answered = (_status: number) => {};
  const status = new Promise<number>((resolve) => {
    answered = resolve;
  });
  const callback = (length: number, buffer: Uint8Array) => {
    let bytes = Buffer.from(buffer.buffer, buffer.byteOffset, length);
    if (!isBody) {
      const before = head.length;
      head += bytes.toString('latin1');
      const end = head.indexOf(HEAD_END);
      if (end < 0) return true;
      isBody = true;
      answered(Number(STATUS.exec(head)?.[1]));
      bytes = bytes.subarray(end + HEAD_END.length - before);
    }
    take(bytes);
    return true;
  };
  const socket = connect({
    host: hostname,
    port: Number(port),
    onread: { buffer: Buffer.alloc(BUFFER_BYTES), callback },
  });
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.write(`GET ${pathname}${search} HTTP/1.0\r\n${lines.join('')}\r\n`);
  const ended = once(socket, 'close').then(() => undefined);
  const code = await Promise.race([status, ended]);
  if (code !== 200) throw new Error(`${pathname} was answered ${code ?? 'with nothing'}`);
  return { ended };
}

const NEXT = Buffer.from('\n\nid: ');

/** Finds where blocks end, in bytes that come in pieces. JSON has no line feeds, so nothing inside a block looks like the head of one. */
export class BlockEnds {
  #carried: Buffer = Buffer.alloc(0);
  #id: string | null = null;
  readonly #onEnd: (id: string) => void;

  /** `onEnd` is told the id of each block when the one after it begins. */
  constructor(onEnd: (id: string) => void) {
    this.#onEnd = onEnd;
  }

  take(bytes: Buffer): void {
    const all = this.#carried.length === 0 ? bytes : Buffer.concat([this.#carried, bytes]);
    let from = 0;
    for (;;) {
      const at = all.indexOf(NEXT, from);
      const lineEnd = at < 0 ? -1 : all.indexOf('\n', at + NEXT.length);
      if (lineEnd < 0) break;
      if (this.#id !== null) this.#onEnd(this.#id);
      this.#id = all.toString('latin1', at + NEXT.length, lineEnd);
      from = lineEnd;
    }
    this.#carried = Buffer.from(all.subarray(Math.max(from, all.length - MOST_CARRIED)));
  }
}
