import { TOKEN } from '../../test/support/collector.ts';
import { BlockEnds, readRawEvents } from './raw-events.ts';

/** So many bytes of a log had come at this moment (performance.now). */
export interface Arrival {
  readonly bytes: number;
  readonly at: number;
}

/** An execution's log as a client of the API follows it. */
export interface FollowedLog {
  /** Resolves when the stream's text so far satisfies the test, with that moment (performance.now). For short logs. */
  until(accept: (text: string) => boolean): Promise<number>;
  /** Resolves at the end, with how many bytes had come at which moment (performance.now), in order. */
  readonly ended: Promise<readonly Arrival[]>;
}

const REMEMBERED = 64 * 1024;

/** Follows GET /api/executions/:id/log/stream from its beginning. */
export async function followLog(url: string, executionId: string): Promise<FollowedLog> {
  const arrivals: Arrival[] = [];
  const ends = new BlockEnds((id) => arrivals.push({ bytes: Number(id), at: performance.now() }));
  let text = '';
  let check = () => {};
  const stream = await readRawEvents(
    `${url}/api/executions/${executionId}/log/stream`,
    { authorization: `Bearer ${TOKEN}` },
    (bytes) => {
      ends.take(bytes);
      if (text.length >= REMEMBERED) return;
      text += bytes.toString();
      check();
    },
  );
  const ended = stream.ended.then(() => arrivals);
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
