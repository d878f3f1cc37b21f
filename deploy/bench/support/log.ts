import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { TOKEN } from '../../test/support/collector.ts';
import { blocksOf } from './blocks.ts';

/** So many bytes of a log had come at this moment (performance.now). */
export interface Arrival {
  readonly bytes: number;
  readonly at: number;
}

/** An execution's log as a client of the API follows it. */
export interface FollowedLog {
  /** Resolves when the text so far satisfies the test, with that moment (performance.now). For short logs. */
  until(accept: (text: string) => boolean): Promise<number>;
  /** Resolves at the end, with how many bytes had come at which moment (performance.now), in order. */
  readonly ended: Promise<readonly Arrival[]>;
}

const REMEMBERED = 64 * 1024;

const HEAD = /^id: (\d+)\nevent: chunk\ndata: /;
/** More than the head of a block can have. */
const HEAD_BYTES = 64;

/** Follows GET /api/executions/:id/log/stream from its beginning. */
export async function followLog(url: string, executionId: string): Promise<FollowedLog> {
  const request = get(`${url}/api/executions/${executionId}/log/stream`, {
    headers: { authorization: `Bearer ${TOKEN}` },
  });
  const [stream] = (await once(request, 'response')) as [IncomingMessage];
  if (stream.statusCode !== 200) throw new Error(`the log stream was answered ${stream.statusCode}`);
  let text = '';
  let check = () => {};
  const ended = (async () => {
    const arrivals: Arrival[] = [];
    for await (const block of blocksOf(stream)) {
      const head = HEAD.exec(block.toString('latin1', 0, HEAD_BYTES));
      if (!head) continue;
      arrivals.push({ bytes: Number(head[1]), at: performance.now() });
      if (text.length >= REMEMBERED) continue;
      text += (JSON.parse(block.subarray(head[0].length).toString()) as { text: string }).text;
      check();
    }
    return arrivals;
  })();
  return {
    ended,
    until: (accept) =>
      new Promise((resolve, reject) => {
        check = () => {
          if (accept(text)) resolve(performance.now());
        };
        check();
        ended.then(() => reject(new Error(`the log has ended without it:\n${text}`)), reject);
      }),
  };
}
