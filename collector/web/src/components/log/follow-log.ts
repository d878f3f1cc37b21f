import type { Static } from 'typebox';
import type { LOG_STREAM_DATA } from '../../../../src/api/shape/stream.ts';
import type { LogText } from './log-text.ts';

type LogStreamData = { [T in keyof typeof LOG_STREAM_DATA]: Static<(typeof LOG_STREAM_DATA)[T]> };

/** Fills a log from the collector's stream of it, until it ends. A connection that breaks is resumed by the browser where it was. */
export function followLog(executionId: string, log: LogText, onEnd: () => void): () => void {
  const source = new EventSource(`/api/executions/${executionId}/log/stream`);
  const on = <T extends keyof LogStreamData>(type: T, handle: (data: LogStreamData[T]) => void) =>
    source.addEventListener(type, ({ data }: MessageEvent<string>) => handle(JSON.parse(data)));
  on('chunk', ({ text }) => log.append(text));
  on('reset', () => log.clear());
  on('end', () => {
    source.close();
    onEnd();
  });
  return () => source.close();
}
