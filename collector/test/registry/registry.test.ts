import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { readAllowed } from '../../src/registry/allowed.ts';
import { askImage } from '../../src/registry/ask-image.ts';
import { askRegistries } from '../../src/registry/asker.ts';
import { isInner } from '../../src/registry/guard.ts';
import { type RealApp, realApp } from '../api/support/real.ts';
import { dockerService } from '../store/support/messages.ts';

const sha = (letter: string): string => `sha256:${letter.repeat(64)}`;

/** A registry that answers as it is told and counts its questions. */
let answer: (request: IncomingMessage, response: ServerResponse) => void;
const asked: string[] = [];
const server = createServer((request, response) => {
  asked.push(`${request.method} ${request.url}`);
  answer(request, response);
});
let host: string;
let allowed: ReadonlyMap<string, URL>;

beforeAll(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  allowed = readAllowed(`http://${host}`)!;
});
afterAll(() => void server.close());
beforeEach(() => {
  asked.length = 0;
  answer = (_, response) => response.writeHead(200, { 'docker-content-digest': sha('b') }).end();
});

describe('one question', () => {
  test('is a HEAD for the tag, and the digest is what the registry says', async () => {
    expect(await askImage(`${host}/team/web:1`, allowed)).toEqual({ digest: sha('b') });
    expect(asked).toEqual(['HEAD /v2/team/web/manifests/1']);
  });

  test('gets an anonymous token where the registry wants one', async () => {
    answer = (request, response) => {
      if (request.url?.startsWith('/token')) return response.end('{"token":"anyone"}');
      if (request.headers.authorization === 'Bearer anyone')
        return response.writeHead(200, { 'docker-content-digest': sha('c') }).end();
      const challenge = `Bearer realm="http://${host}/token",service="here"`;
      return response.writeHead(401, { 'www-authenticate': challenge }).end();
    };
    expect(await askImage(`${host}/web:1`, allowed)).toEqual({ digest: sha('c') });
    expect(asked[1]).toBe('GET /token?service=here&scope=repository%3Aweb%3Apull');
  });

  test.for([
    [429, { 'retry-after': '120' }, { code: 'registry_throttles', retryAfterMs: 120_000, isRegistry: true }],
    [401, {}, { code: 'registry_denied', isRegistry: false }],
    [404, {}, { code: 'image_not_found', isRegistry: false }],
    [503, {}, { code: 'registry_failed', isRegistry: true }],
    [200, {}, { code: 'registry_failed', isRegistry: false }],
  ] as const)('answered with %s says why', async ([status, headers, expected]) => {
    answer = (_, response) => response.writeHead(status, headers).end();
    expect(await askImage(`${host}/web:1`, allowed)).toMatchObject(expected);
  });

  test('does not go to an inner address that nobody has named, whatever the image is called', async () => {
    for (const inner of [host, 'localhost:1', '[::1]:1', '169.254.169.254'])
      expect(await askImage(`${inner}/web:1`, new Map()), inner).toMatchObject({ code: 'registry_inner' });
    expect(asked).toEqual([]);
    expect(
      ['10.1.2.3', '192.168.0.1', 'fd00::1', '::ffff:127.0.0.1', '0.0.0.0'].filter((each) => !isInner(each)),
    ).toEqual([]);
    expect(['1.1.1.1', '2606:4700::1111'].filter(isInner)).toEqual([]);
  });

  test('to a registry that is down says that it could not be asked', async () => {
    const nobody = readAllowed('http://127.0.0.1:1')!;
    expect(await askImage('127.0.0.1:1/web:1', nobody)).toMatchObject({
      code: 'registry_unreachable',
      message: expect.stringContaining('could not be asked: ECONNREFUSED'),
    });
  });
});

describe('a fleet', () => {
  let real: RealApp;
  const machines: string[] = [];
  let now = new Date('2026-11-23T12:00:00.000Z');
  const ask = () => askRegistries({ store: real.store.registries, feed: real.feed, allowed, now: () => now });
  const later = (hours: number) => {
    now = new Date(now.getTime() + hours * 3_600_000);
  };
  const shown = async (id: string) =>
    JSON.parse((await real.ask('GET', `/api/machines/${id}/docker/stacks`)).body);
  const stateOf = async (id: string) => JSON.parse((await real.ask('GET', `/api/machines/${id}`)).body).state;

  beforeAll(async () => {
    real = await realApp();
    const image = `${host}/web:1`;
    for (const name of ['one', 'two']) {
      const speaker = await real.machine(name);
      machines.push(speaker.machineId);
      const services = [
        dockerService('web', { image }),
        dockerService('pinned', { image: `${host}/db@${sha('d')}`, pinned: true, digests: [sha('d')] }),
        dockerService('built', { image: 'mine:1', digests: [] }),
        dockerService('pulled', { image: `${host}/web:1`, tagImageId: sha('2'), tagDigests: [sha('e')] }),
      ];
      const stack = {
        name: 'shop',
        workingDir: '/srv',
        configFiles: ['/srv/a.yml'],
        problem: null,
        services,
      };
      await real.tell(speaker.docker(10, { stacks: [stack] }));
    }
  });
  afterAll(() => real[Symbol.asyncDispose]());

  test('that was not asked for yet is not known, and never ok', async () => {
    const stacks = await shown(machines[0]!);
    expect(stacks.stacks[0].services.map((each: { update: { state: string } }) => each.update.state)).toEqual(
      ['unknown', 'pinned', 'built_here', 'not_started'],
    );
    expect(stacks).toMatchObject({ updates: 1, unknown: 1, confirmedAt: expect.any(String) });
    const empty = await real.machine('three');
    expect((await real.ask('GET', `/api/machines/${empty.machineId}/docker/stacks`)).statusCode).toBe(404);
  });

  test('asks once for an image, however many machines run it, and again only when it is due', async () => {
    await ask();
    expect(asked).toEqual(['HEAD /v2/web/manifests/1']);
    await ask();
    expect(asked).toHaveLength(1);
    for (const id of machines) {
      const [web] = (await shown(id)).stacks[0].services;
      expect(web.update).toMatchObject({ state: 'behind', latest: sha('b'), problem: null });
      expect(await stateOf(id)).toMatchObject({
        dockerStatus: 'updates_available',
        dockerInstalled: 1,
        dockerStacksCount: 1,
        dockerUpdatesCount: 2,
      });
    }
    const events = JSON.parse((await real.ask('GET', `/api/machines/${machines[0]}/events`)).body);
    expect(events.items[0]).toMatchObject({ eventType: 'docker_updates' });
    expect(await real.store.rebuildState()).toEqual([]);
  });

  test('leaves a registry alone that has had enough, keeps what was known, and calls nothing current', async () => {
    later(8);
    answer = (_, response) => response.writeHead(200, { 'docker-content-digest': sha('a') }).end();
    await ask();
    expect((await shown(machines[0]!)).stacks[0].services[0].update.state).toBe('current');
    later(8);
    answer = (_, response) => response.writeHead(429, { 'retry-after': '36000' }).end();
    await ask();
    const { update } = (await shown(machines[0]!)).stacks[0].services[0];
    expect(update).toMatchObject({ state: 'unknown', problem: { code: 'registry_throttles' } });
    later(9);
    asked.length = 0;
    await ask();
    expect(asked).toEqual([]);
    later(6);
    await ask();
    expect(asked).toHaveLength(1);
    expect(await real.store.rebuildState()).toEqual([]);
  });

  test('is not asked for at all where that is switched off', async () => {
    later(100);
    await askRegistries({ store: real.store.registries, feed: real.feed, allowed: null, now: () => now });
    expect(asked).toEqual([]);
  });
});
