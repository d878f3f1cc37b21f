import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join, normalize } from 'node:path';
import { pipeline } from 'node:stream/promises';

/**
 * What a mirror does with a request: serve it (slowed down to so many bytes a second when said), never answer,
 * or answer with a status and nothing else.
 */
export type MirrorMode =
  | { kind: 'ok'; bytesPerSecond?: number }
  | { kind: 'hang' }
  | { kind: 'status'; status: number };

/** An archive served over HTTP on loopback, on a free port. */
export interface Mirror extends AsyncDisposable {
  readonly url: string;
  /** May be changed at any time, for the requests that follow. */
  mode: MirrorMode;
  /** The paths asked for, in order. */
  readonly requests: string[];
}

/** Serves a directory until disposed of; connections that hang are cut then. */
export async function startMirror(directory: string, mode: MirrorMode = { kind: 'ok' }): Promise<Mirror> {
  const requests: string[] = [];
  const server = createServer((request, response) => {
    requests.push(request.url ?? '/');
    answer(directory, mirror.mode, request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const mirror: Mirror = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    mode,
    requests,
    async [Symbol.asyncDispose]() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
  return mirror;
}

async function answer(
  directory: string,
  mode: MirrorMode,
  request: IncomingMessage,
  response: ServerResponse,
) {
  if (mode.kind === 'hang') return;
  if (mode.kind === 'status') return void response.writeHead(mode.status).end();
  const path = join(
    directory,
    normalize(decodeURIComponent(new URL(request.url ?? '/', 'http://x').pathname)),
  );
  const file = await stat(path).catch(() => undefined);
  if (!file?.isFile()) return void response.writeHead(404).end();
  const modified = file.mtime.toUTCString();
  if (request.headers['if-modified-since'] === modified) return void response.writeHead(304).end();
  response.writeHead(200, { 'content-length': file.size, 'last-modified': modified });
  await pipeline(
    createReadStream(path, { highWaterMark: 16 * 1024 }),
    throttle(mode.bytesPerSecond),
    response,
  );
}

function throttle(bytesPerSecond: number | undefined) {
  return async function* (chunks: AsyncIterable<Buffer>) {
    for await (const chunk of chunks) {
      yield chunk;
      if (bytesPerSecond)
        await new Promise((resolve) => setTimeout(resolve, (chunk.length / bytesPerSecond) * 1000));
    }
  };
}
