import { request } from 'node:http';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { appWith, clientRow, memoryClients } from './support/app.ts';
import { listen } from './support/listen.ts';

let app: FastifyInstance;
let url: string;
const urls = new Set<string>();

beforeAll(async () => {
  app = appWith({
    clients: memoryClients(clientRow('token', ['machines:read'])),
    // Takes whatever upgrade the server lets through.
    link(scope) {
      const server = new WebSocketServer({ noServer: true });
      scope.get('/api/agent', { config: { open: true } }, () => ({}));
      scope.server.on('upgrade', (request, socket, head) =>
        server.handleUpgrade(request, socket, head, (one) => one.send('hello')),
      );
    },
  });
  app.addHook('onRoute', (route) => void urls.add(route.url));
  url = (await listen(app)).replace('http', 'ws');
});
afterAll(() => app.close());

/** What a WebSocket client gets: a connection, or a plain HTTP answer. */
const upgrade = (path: string, headers = {}) =>
  new Promise<'upgraded' | number>((resolve, reject) => {
    const socket = new WebSocket(url + path, { headers });
    socket.once('open', () => {
      socket.terminate();
      resolve('upgraded');
    });
    socket.once('unexpected-response', (_request, response) => {
      resolve(response.statusCode ?? 0);
      response.destroy();
    });
    socket.once('error', reject);
  });

test("the agents' route upgrades without a credential, for agents prove themselves", async () => {
  expect(await upgrade('/api/agent')).toBe('upgraded');
  expect(await upgrade('/api/agent?x=1')).toBe('upgraded');
});

test('nothing else upgrades, with or without a credential', async () => {
  urls.delete('/api/agent');
  expect(urls.size).toBeGreaterThan(20);
  const paths = [...urls].map((path) => path.replaceAll(/:\w+/g, 'some-id').replace('*', 'index.css'));
  for (const path of [...paths, '/nowhere', '/api/agent/', '/API/agent', '//api/agent']) {
    expect(typeof (await upgrade(path)), path).toBe('number');
  }
  expect(await upgrade('/api/machines')).toBe(401);
  expect(typeof (await upgrade('/api/docs/json', { authorization: 'Bearer token' }))).toBe('number');
});

test.each(['/health', '/api/agent'])(
  'a client that offers another protocol to %s is answered as if it had not',
  async (path) => {
    const headers = { connection: 'Upgrade, HTTP2-Settings', upgrade: 'h2c', 'http2-settings': 'AAMAAABk' };
    const answer = await new Promise<number | undefined>((resolve, reject) => {
      request(url.replace('ws', 'http') + path, { headers }, (response) => {
        response.resume();
        resolve(response.statusCode);
      })
        .once('error', reject)
        .end();
    });
    expect(answer).toBe(200);
  },
);
