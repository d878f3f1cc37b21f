import { once } from 'node:events';
import { open } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { LIMITS } from '@suivi/shared';
import { temporaryDirectory } from '@suivi/testkit';
import { WebSocket, WebSocketServer } from 'ws';

/** Milliseconds that a bare WebSocket on loopback needs to bring so many bytes into a file, in chunks as large as the agent's. */
export async function floodOverSocket(bytes: number): Promise<number> {
  await using directory = await temporaryDirectory('raw-log');
  const file = await open(join(directory.path, 'log'), 'w');
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0, perMessageDeflate: false });
  await once(server, 'listening');
  const whole = new Promise<void>((resolve) => {
    server.on('connection', (socket) => {
      let received = 0;
      let written = Promise.resolve();
      socket.on('message', (data: Buffer) => {
        received += data.length;
        const isLast = received >= bytes;
        written = written.then(async () => {
          await file.write(data);
          if (!isLast) return;
          await file.datasync();
          resolve();
        });
      });
    });
  });
  const { port } = server.address() as AddressInfo;
  const client = new WebSocket(`ws://127.0.0.1:${port}`, { perMessageDeflate: false });
  await once(client, 'open');
  const chunk = Buffer.alloc(LIMITS.logChunkBytes / 2, 'x');
  const began = performance.now();
  for (let sent = 0; sent < bytes; sent += chunk.length) {
    const part = chunk.subarray(0, Math.min(chunk.length, bytes - sent));
    await new Promise<void>((resolve) => client.send(part, () => resolve()));
  }
  await whole;
  const took = performance.now() - began;
  client.terminate();
  server.close();
  await file.close();
  return took;
}
