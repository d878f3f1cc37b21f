import { once } from 'node:events';
import { WebSocket } from 'ws';
import { serve } from './serve.ts';

/** Clients that connect and do nothing. */
const tasks = {
  async connect({ port, count }: { port: number; count: number }): Promise<void> {
    for (let index = 0; index < count; index++) {
      const socket = new WebSocket(`ws://127.0.0.1:${port}`, {
        localAddress: `127.0.0.${1 + (index % 8)}`,
        perMessageDeflate: false,
      });
      await once(socket, 'open');
    }
  },
};

export type BareClientsTasks = typeof tasks;
serve(tasks);
