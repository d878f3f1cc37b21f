import { sha256Hex } from '@suivi/shared';
import { describe, expect, it } from 'vitest';
import { bootstrap } from '../src/bootstrap.ts';
import { clientRow } from './api/support/app.ts';
import { DIALECTS, newStore } from './store/support/stores.ts';

const FIRST = 'the-first-bootstrap-token';
const SECOND = 'the-second-bootstrap-token';

describe.for(DIALECTS)('a bootstrap token on %s', async (dialect) => {
  const stores = await Promise.all(Array.from({ length: 4 }, () => newStore(dialect)));
  if (!stores[0]) return it('needs a database', () => undefined);

  /** Each test has a store of its own. */
  const open = () => {
    const { clients } = stores.pop()!;
    return {
      clients,
      /** Starts with this token; gives what the log said. */
      async start(token: string) {
        const said: string[] = [];
        const say = (level: string) => (_: object, text: string) => void said.push(`${level}: ${text}`);
        await bootstrap(clients, token, { info: say('info'), warn: say('warn') } as never);
        return said.join('\n');
      },
      find: (token: string) => clients.findClientByHash(sha256Hex(token)),
      revoke: async (token: string) =>
        clients.revokeClient(
          (await clients.findClientByHash(sha256Hex(token)))!.id,
          '2026-01-01T00:00:00.000Z',
        ),
    };
  };

  it('gives a client with every scope, once', async () => {
    const { start, find, clients } = open();
    expect(await start(FIRST)).toMatch(/^info: .*bootstrap was made/);
    const client = (await find(FIRST))!;
    expect(client).toMatchObject({ name: 'bootstrap', tokenPrefix: 'the-', revokedAt: null });
    expect(JSON.parse(client.scopesJson)).toEqual(expect.arrayContaining(['clients:admin', 'actions:run']));
    expect(await start(FIRST)).toBe('');
    expect((await clients.listClients({ limit: 10 })).items).toHaveLength(1);
  });

  it('works beside clients that were made before', async () => {
    const { start, find, clients } = open();
    await clients.createClient(clientRow('panel', ['machines:read']));
    await start(FIRST);
    expect(await find(FIRST)).toMatchObject({ name: 'bootstrap', revokedAt: null });
  });

  it('that was changed is not taken, and the log says why and what to do, until the old one is revoked', async () => {
    const { start, find, revoke } = open();
    await start(FIRST);
    expect(await start(SECOND)).toMatch(/^warn: SU_BOOTSTRAP_TOKEN has no effect: .*another token.*DELETE/);
    expect(await find(SECOND)).toBeNull();
    await revoke(FIRST);
    expect(await start(SECOND)).toMatch(/^info/);
    expect(await find(SECOND)).toMatchObject({ revokedAt: null });
    expect((await find(FIRST))?.revokedAt).not.toBeNull();
  });

  it('that was revoked stays so', async () => {
    const { start, find, revoke } = open();
    await start(FIRST);
    await revoke(FIRST);
    expect(await start(FIRST)).toMatch(/^warn: .*has no effect: this token was revoked/);
    expect((await find(FIRST))?.revokedAt).not.toBeNull();
  });
});
