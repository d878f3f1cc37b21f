import { describe, expect, it } from 'vitest';
import { enrolMachine } from './support/machines.ts';
import { Speaker, time } from './support/messages.ts';
import { DIALECTS, newStore } from './support/stores.ts';

describe.for(DIALECTS)('what an agent tells of others on %s', async (dialect) => {
  const store = await newStore(dialect);
  if (!store) return it('needs a database', () => undefined);

  it.for([
    [{ type: 'user', id: 'anna' }, 'user', 'anna'],
    [{ type: 'schedule', id: 'unattended-upgrades' }, 'schedule', 'unattended-upgrades'],
    [{ type: 'system', id: null }, 'system', null],
    [undefined, 'system', null],
  ] as const)('carries its actor: %j', async ([actor, actorType, actorId]) => {
    const speaker = new Speaker(await enrolMachine(store));
    const message = 'apt-get install curl: 1 package installed.';
    const details = { commandLine: 'apt-get install curl' };
    const eventType = 'local_apt_run';
    await store.ingest.writeBatch([
      speaker.event(1, { eventType, severity: 'info', message, details, ...(actor && { actor }) }),
    ]);
    const { items } = await store.queries.events({ machineId: speaker.machineId }, { limit: 1 });
    expect(items).toMatchObject([{ eventType, severity: 'info', message, actorType, actorId }]);
    expect(JSON.parse(items[0]!.payloadJson!)).toEqual({ occurredAt: time(1), details });
  });
});
