import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { WebSocketServer } from 'ws';
import { serve } from './serve.ts';

/** A WebSocket server that does nothing but hold its connections. */
const tasks = {
  async listen(): Promise<number> {
    const server = new WebSocketServer({ host: '127.0.0.1', port: 0, perMessageDeflate: false });
    server.on('connection', (socket) => socket.on('message', () => {}));
    await once(server, 'listening');
    return (server.address() as AddressInfo).port;
  },
};

export type BareSocketsTasks = typeof tasks;
serve(tasks);
