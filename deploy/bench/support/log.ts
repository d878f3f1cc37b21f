import { connect } from '../../../collector/test/api/support/sse-client.ts';
import { TOKEN } from '../../test/support/collector.ts';

/** An execution's log as a client of the API follows it. */
export interface FollowedLog {
  /** Resolves when the text so far satisfies the test, with that moment (performance.now). For short logs. */
  until(accept: (text: string) => boolean): Promise<number>;
  /** Resolves at the end, with the bytes that came and the moments of the first and the last of them. */
  readonly ended: Promise<{ bytes: number; firstAt: number; lastAt: number }>;
}

const REMEMBERED = 64 * 1024;

/** Follows GET /api/executions/:id/log/stream from its beginning. */
export async function followLog(url: string, executionId: string): Promise<FollowedLog> {
  const stream = await connect(`${url}/api/executions/${executionId}/log/stream`, {
    authorization: `Bearer ${TOKEN}`,
  });
  let text = '';
  let check = () => {};
  const ended = (async () => {
    let bytes = 0;
    let firstAt = Number.NaN;
    let lastAt = Number.NaN;
    for (let block = await stream.next(); block; block = await stream.next()) {
      if (block.event === 'end') break;
      if (block.event !== 'chunk') continue;
      const chunk = JSON.parse(block.data ?? '') as { offset: number; text: string };
      bytes = chunk.offset + Buffer.byteLength(chunk.text);
      lastAt = performance.now();
      if (Number.isNaN(firstAt)) firstAt = lastAt;
      if (text.length < REMEMBERED) text += chunk.text;
      check();
    }
    stream.cut();
    return { bytes, firstAt, lastAt };
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
