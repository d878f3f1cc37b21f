import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Connected, QuarantineCase } from '../../src/domain/agents.ts';
import { enrolMachine } from './support/machines.ts';
import { Speaker, time } from './support/messages.ts';
import { DIALECTS, newStore } from './support/stores.ts';

const by = { actorType: 'user', actorId: 'u-1' } as const;

describe.for(DIALECTS)('machines on %s', async (dialect) => {
  const store = await newStore(dialect);
  if (!store) return it('needs a database', () => undefined);
  const { agents, enrolment, queries } = store;

  const token = async (change: { maxUses?: number; expiresAt?: string; name?: string } = {}) => {
    const tokenHash = randomUUID();
    await enrolment.createToken({
      id: randomUUID(),
      tokenHash,
      name: null,
      createdAt: time(0),
      createdBy: null,
      expiresAt: time(60),
      maxUses: 1,
      uses: 0,
      ...change,
    });
    return tokenHash;
  };
  const request = (tokenHash: string, publicKey: string = randomUUID(), at = time(1)) => ({
    tokenHash,
    publicKey,
    hostname: 'db-1',
    agentVersion: '0.1.0',
    at,
  });
  const types = async (machineId: string) =>
    (await queries.events({ machineId, order: 'oldest' }, { limit: 50 })).items.map(
      ({ eventType }) => eventType,
    );

  describe('enrolment', () => {
    it('makes a machine with its agent', async () => {
      const { machineId, name, changes } = await enrolment.enrol(request(await token(), 'key-a'));
      expect(name).toBe('db-1');
      expect(await agents.findAgent(machineId)).toMatchObject({
        publicKey: 'key-a',
        counter: 0,
        deleted: false,
        quarantined: false,
      });
      expect(changes.map(({ type }) => type)).toEqual(['event', 'machine']);
      expect((await queries.machine(machineId))?.state).toMatchObject({ status: 'unknown' });
    });

    it('gives the same answer to the same key again, for a token that is used up or has expired', async () => {
      const hash = await token();
      const first = await enrolment.enrol(request(hash, 'key-b'));
      const again = await enrolment.enrol(request(hash, 'key-b', time(3600)));
      expect(again).toMatchObject({ machineId: first.machineId, changes: [] });
    });

    it('refuses an unknown, a used and an expired token, each with its code', async () => {
      const hash = await token();
      await enrolment.enrol(request(hash));
      await expect(enrolment.enrol(request('none'))).rejects.toMatchObject({ code: 'token_unknown' });
      await expect(enrolment.enrol(request(hash))).rejects.toMatchObject({ code: 'token_used' });
      const expired = request(await token(), 'key-c', time(61));
      await expect(enrolment.enrol(expired)).rejects.toMatchObject({ code: 'token_expired' });
    });

    it('does not use a token twice when two machines ask at once', async () => {
      const hash = await token({ maxUses: 3 });
      const all = await Promise.allSettled(Array.from({ length: 6 }, () => enrolment.enrol(request(hash))));
      expect(all.filter(({ status }) => status === 'fulfilled')).toHaveLength(3);
    });
  });

  describe('presence', () => {
    const connected = (machineId: string, change: Partial<Connected> = {}): Connected => ({
      machineId,
      counter: 1,
      attempt: 'a-1',
      hostname: 'web-1',
      bootId: 'b-1',
      agentVersion: '0.2.0',
      address: '192.0.2.1',
      clockSkewMs: -31_536_000_000,
      at: time(10),
      ...change,
    });

    it('is recorded with the place in the chain of connections', async () => {
      const id = await enrolMachine(store);
      const changes = await agents.recordConnected(connected(id));
      expect(changes.map(({ type, refId }) => [type, type === 'machine' ? refId : ''])).toEqual([
        ['event', ''],
        ['machine', id],
      ]);
      expect(await agents.findAgent(id)).toMatchObject({ counter: 1, attempt: 'a-1' });
      const { presence, machine } = (await queries.machine(id))!;
      expect(presence).toEqual({
        connected: true,
        connectedSince: time(10),
        address: '192.0.2.1',
        agentVersion: '0.2.0',
        clockSkewMs: -31_536_000_000,
      });
      expect(machine.lastSeenAt).toBe(time(10));
    });

    it('of many at once is recorded for each', async () => {
      const ids = await Promise.all(Array.from({ length: 50 }, () => enrolMachine(store)));
      const all = await Promise.all(ids.map((id) => agents.recordConnected(connected(id))));
      expect(all.map((changes) => changes.map(({ machineId }) => machineId))).toEqual(
        ids.map((id) => [id, id]),
      );
    });

    it('ends once', async () => {
      const id = await enrolMachine(store);
      await agents.recordConnected(connected(id));
      expect(await agents.recordDisconnected(id, time(20), 'silence')).toHaveLength(2);
      expect(await agents.recordDisconnected(id, time(21), 'silence')).toEqual([]);
      expect((await queries.machine(id))?.presence).toMatchObject({ connected: false, connectedSince: null });
      expect(await types(id)).toEqual(['machine_enrolled', 'agent_connected', 'agent_disconnected']);
    });

    it('is nobody after a start', async () => {
      const id = await enrolMachine(store);
      await agents.recordConnected(connected(id));
      await agents.clearPresence();
      expect((await queries.machine(id))?.presence.connected).toBe(false);
    });

    it('of many heartbeats moves when they were last seen', async () => {
      const ids = [await enrolMachine(store), await enrolMachine(store)];
      await agents.recordSeen(ids.map((machineId, i) => ({ machineId, at: time(30 + i), clockSkewMs: i })));
      expect((await queries.machine(ids[1]!))?.machine.lastSeenAt).toBe(time(31));
      expect((await queries.machine(ids[1]!))?.presence.clockSkewMs).toBe(1);
    });
  });

  describe('quarantine', () => {
    const visit = (change: Partial<QuarantineCase> = {}): QuarantineCase => ({
      reason: 'unknown_key',
      machineId: randomUUID(),
      publicKey: randomUUID(),
      hostname: 'stray',
      bootId: null,
      address: '192.0.2.9',
      at: time(1),
      ...change,
    });

    it('keeps an unknown agent in one row, and lets it be adopted', async () => {
      const stray = visit();
      expect(await agents.quarantine(stray)).toHaveLength(2);
      expect(await agents.quarantine({ ...stray, at: time(5) })).toEqual([]);
      expect(await agents.findAgent(stray.machineId)).toMatchObject({
        quarantined: true,
        publicKey: stray.publicKey,
      });
      expect(await enrolment.adopt(stray.machineId, time(9), by)).toHaveLength(2);
      const { items } = await queries.events({ machineId: stray.machineId }, { limit: 1 });
      expect(items[0]).toMatchObject({ eventType: 'machine_adopted', ...by });
      expect(await agents.findAgent(stray.machineId)).toMatchObject({ quarantined: false });
      expect(await enrolment.adopt(stray.machineId, time(9), by)).toBeNull();
    });

    it('keeps an unknown key of a known machine apart; adopting it replaces the key', async () => {
      const id = await enrolMachine(store);
      const stray = visit({ machineId: id });
      const [change] = await agents.quarantine(stray);
      expect(await agents.findAgent(id)).not.toMatchObject({ publicKey: stray.publicKey });
      expect(change?.machineId).not.toBe(id);
      expect(await enrolment.adopt(change!.machineId!, time(2), by)).not.toBeNull();
      expect(await agents.findAgent(id)).toMatchObject({
        publicKey: stray.publicKey,
        counter: 0,
        quarantined: false,
      });
      expect(await queries.machine(change!.machineId!)).toBeNull();
    });

    it('names a copy on the timeline of the original, which goes on, and cannot be adopted', async () => {
      const id = await enrolMachine(store);
      const { publicKey } = (await agents.findAgent(id))!;
      const changes = await agents.quarantine(visit({ reason: 'cloned', machineId: id, publicKey }));
      const copy = changes.find(({ type }) => type === 'machine')!.refId;
      expect(await types(id)).toEqual(['machine_enrolled', 'agent_quarantined']);
      expect(await agents.findAgent(id)).toMatchObject({ quarantined: false });
      expect(await agents.findAgent(copy)).toMatchObject({ quarantined: true });
      expect(await enrolment.adopt(copy, time(2), by)).toBeNull();
    });

    it('is bounded: the one not seen for longest makes room', async () => {
      const oldest = visit({ at: time(-10) });
      await agents.quarantine(oldest);
      for (let i = 0; i < 100; i++) await agents.quarantine(visit({ at: time(100 + i) }));
      expect(await agents.findAgent(oldest.machineId)).toBeNull();
      const kept = await store.database.db
        .selectFrom('machines')
        .select('id')
        .where('quarantine', 'is not', null)
        .execute();
      expect(kept).toHaveLength(100);
    });
  });

  describe('editing', () => {
    it('renames, once', async () => {
      const id = await enrolMachine(store);
      expect(await queries.editMachine(id, { name: 'Büro 🖥' }, by)).toHaveLength(2);
      expect(await queries.editMachine(id, { name: 'Büro 🖥' }, by)).toEqual([]);
      expect((await queries.machine(id))?.machine.name).toBe('Büro 🖥');
      expect(await queries.editMachine('nobody', { name: 'x' }, by)).toBeNull();
    });

    it('tags: what was added and removed is on the timeline, and lists find it', async () => {
      const [id, other] = [await enrolMachine(store), await enrolMachine(store)];
      const tagged = async (tag: string) =>
        (await queries.machines({ limit: 100 }, tag)).items.map(({ machine }) => machine.id);
      expect(await queries.editMachine(id, { tags: ['web', 'prod'] }, by)).toHaveLength(2);
      expect(await queries.editMachine(other, { name: 'two', tags: ['prod'] }, by)).toHaveLength(3);
      expect((await queries.machine(id))?.tags).toEqual(['prod', 'web']);
      expect((await tagged('prod')).sort()).toEqual([id, other].sort());
      expect(await queries.editMachine(id, { tags: ['prod', 'web'] }, by)).toEqual([]);
      await queries.editMachine(id, { tags: ['db', 'web'] }, by);
      const [event] = (await queries.events({ machineId: id }, { limit: 1 })).items;
      expect(event).toMatchObject({ eventType: 'machine_tagged', ...by });
      expect(JSON.parse(event?.payloadJson ?? '')).toEqual({ added: ['db'], removed: ['prod'] });
      expect(await tagged('prod')).toEqual([other]);
      await queries.editMachine(id, { tags: [] }, by);
      expect((await queries.machine(id))?.tags).toEqual([]);
      expect(await tagged('web')).toEqual([]);
      expect(await queries.editMachine('nobody', { tags: ['web'] }, by)).toBeNull();
    });

    it('tags many at once: each answers for itself, and only what changed is on a timeline', async () => {
      const [id, other, full, gone] = await Promise.all(Array.from({ length: 4 }, () => enrolMachine(store)));
      if (!id || !other || !full || !gone) throw new Error('no machines');
      await queries.editMachine(id, { tags: ['old', 'web'] }, by);
      await queries.editMachine(other, { tags: ['edge'] }, by);
      await queries.editMachine(full, { tags: Array.from({ length: 50 }, (_, i) => `t${i}`) }, by);
      await queries.deleteMachine(gone, time(5), by);
      const ask = (add: string[], remove: string[]) =>
        queries.changeTags({ machineIds: [id, other, id, full, gone, 'nobody'], add, remove }, by);
      const { result, changes } = await ask(['edge'], ['old']);
      expect(result).toEqual([
        { machineId: id, tags: ['edge', 'web'] },
        { machineId: other, tags: ['edge'] },
        { machineId: full, refused: 'too_many_tags' },
        { machineId: gone, refused: 'machine_not_found' },
        { machineId: 'nobody', refused: 'machine_not_found' },
      ]);
      expect(changes).toHaveLength(2);
      const [event] = (await queries.events({ machineId: id }, { limit: 1 })).items;
      expect(event).toMatchObject({
        eventType: 'machine_tagged',
        message: 'Tags added: edge. Tags taken away: old.',
        ...by,
      });
      expect((await queries.machine(id))?.tags).toEqual(['edge', 'web']);
      expect((await queries.machine(full))?.tags).toHaveLength(50);
      expect((await ask(['edge'], ['old'])).changes).toEqual([]);
      expect((await ask(['x'], ['t1'])).result[2]).toMatchObject({
        tags: expect.arrayContaining(['x', 't0']),
      });
    });

    it('deletes: the machine is gone, its agent is known as deleted, its history stays, its key may enrol anew', async () => {
      const hash = await token({ maxUses: 2 });
      const { machineId } = await enrolment.enrol(request(hash, 'key-d'));
      await store.ingest.writeBatch([new Speaker(machineId).apt(1)]);
      expect(await queries.deleteMachine(machineId, time(5), by)).toHaveLength(2);
      expect(await queries.deleteMachine(machineId, time(5), by)).toBeNull();
      expect(await queries.machine(machineId)).toBeNull();
      expect(await agents.findAgent(machineId)).toMatchObject({ deleted: true });
      expect(await queries.latestSnapshot(machineId, 'apt_update_analyze')).not.toBeNull();
      expect((await enrolment.enrol(request(hash, 'key-d'))).machineId).not.toBe(machineId);
    });
  });
});
