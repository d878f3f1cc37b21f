import { randomUUID } from 'node:crypto';
import type { PostInstallOutcome, PostInstallStep } from '@suivi/shared';
import { describe, expect, it } from 'vitest';
import { enrolMachine } from './support/machines.ts';
import { Speaker, time } from './support/messages.ts';
import { DIALECTS, newStore } from './support/stores.ts';

const BY = { actorType: 'api_client', actorId: 'c1' } as const;
const NOBODY = { machineIds: [], tags: [] };
const STEPS: PostInstallStep[] = [{ kind: 'timezone', zone: 'Etc/UTC' }];
const RENDERED = 'ln -sfn /usr/share/zoneinfo/Etc/UTC /etc/localtime\n';

describe.for(DIALECTS)('post-install profiles on %s', async (dialect) => {
  const store = await newStore(dialect);
  if (!store) return it('needs a database', () => undefined);
  const { postInstall, queries, ingest } = store;
  const make = async (name: string, position = 100) => {
    const id = randomUUID();
    const answer = await postInstall.create(
      { id, name, description: null, position, steps: STEPS },
      NOBODY,
      BY,
      time(1),
    );
    expect(answer).toHaveProperty('changes');
    return id;
  };
  const statusOf = async ({ machineId }: Speaker) => {
    expect(await store.rebuildState()).toEqual([]);
    return (await queries.machine(machineId))?.state?.postInstallStatus ?? null;
  };

  it('have versions that follow one another, and a name of their own', async () => {
    const id = await make('first');
    expect(
      await postInstall.create(
        { id: randomUUID(), name: 'first', description: null, position: 1, steps: [] },
        NOBODY,
        BY,
        time(1),
      ),
    ).toBe('name_taken');
    const next = { basedOn: 1, steps: [], note: 'Nothing any more.' };
    expect(await postInstall.addVersion(id, next, BY, time(2))).toHaveProperty('changes');
    expect(await postInstall.addVersion(id, next, BY, time(3))).toBe('outdated');
    const versions = await postInstall.versions(id);
    expect(versions.map(({ version, stepsJson, note }) => [version, JSON.parse(stepsJson), note])).toEqual([
      [2, [], 'Nothing any more.'],
      [1, STEPS, null],
    ]);
    expect(await postInstall.profile(id)).toMatchObject({ profile: { version: 2 }, steps: [] });
    expect(await postInstall.remove(id, BY, time(4))).toHaveProperty('changes');
    expect(await postInstall.profile(id)).toBeNull();
    expect(await postInstall.edit(id, { name: 'again' }, BY, time(5))).toBe('not_found');
  });

  it('a machine has those assigned to it and to its tags, in their order, and says how it stands to them', async () => {
    const speaker = new Speaker(await enrolMachine(store));
    const { machineId } = speaker;
    expect(await statusOf(speaker)).toBeNull();

    const late = await make('late', 200);
    const early = await make('early', 10);
    await postInstall.assign(late, { machineIds: [machineId, 'no-such-machine'], tags: [] }, BY, time(2));
    expect(await statusOf(speaker)).toBe('pending');
    await postInstall.assign(early, { machineIds: [], tags: ['web'] }, BY, time(3));
    await queries.editMachine(machineId, { tags: ['web', 'other'] }, BY);
    const wanted = await postInstall.wanted(machineId);
    expect(wanted).toMatchObject([
      { id: early, version: 1, steps: STEPS, byMachine: false, byTags: ['web'] },
      { id: late, byMachine: true, byTags: [] },
    ]);
    const profiles = wanted.map(({ id, name, version }) => ({ id, name, version }));
    const applied = { at: time(5), jobId: 'j1', profiles };

    const run = { executionId: randomUUID(), jobId: randomUUID() };
    await ingest.writeBatch([speaker.started(4, run, 'manual', 'post_install_apply')]);
    expect(await statusOf(speaker)).toBe('running');
    const outcome: PostInstallOutcome = {
      profiles,
      planHash: null,
      rendered: RENDERED,
      operations: 1,
      settings: [],
      overridden: [],
      notes: [],
    };
    await ingest.writeBatch([
      speaker.finished(5, run, { action: 'post_install_apply', postInstall: outcome }),
      speaker.postInstall(5, { applied }),
    ]);
    expect(await statusOf(speaker)).toBe('ok');
    const artifacts = await store.archive.artifacts({ machineId }, { limit: 10 });
    const rendered = artifacts.items.find(({ kind }) => kind === 'rendered_template');
    expect(rendered).toMatchObject({ bytes: RENDERED.length, retentionPolicy: 'default' });
    expect(store.reports.get(rendered!.path)).toBe(RENDERED);

    // Drift is a state and a message, and both end with it.
    const setting = { kind: 'timezone', name: '', value: 'Etc/UTC', profile: 'early' } as const;
    const drifted = { ...setting, found: 'Asia/Tokyo', state: 'differs' } as const;
    await ingest.writeBatch([speaker.postInstall(6, { applied, status: 'warning', settings: [drifted] })]);
    expect(await statusOf(speaker)).toBe('drifted');
    const open = async () =>
      (await store.messages.messages({ machineId, status: 'open' }, { limit: 10 })).items.filter(
        ({ source }) => source === 'post_install',
      );
    expect(await open()).toMatchObject([
      { component: 'timezone', message: 'timezone is Asia/Tokyo, and the profile early wants Etc/UTC.' },
    ]);
    await ingest.writeBatch([
      speaker.postInstall(7, { applied, settings: [{ ...setting, found: 'Etc/UTC', state: 'ok' }] }),
    ]);
    expect(await statusOf(speaker)).toBe('ok');
    expect(await open()).toEqual([]);

    // What nobody could look at is not known.
    await ingest.writeBatch([speaker.postInstall(8, { applied, status: 'unknown' })]);
    expect(await statusOf(speaker)).toBeNull();

    // A newer version, another tag, a failure.
    await postInstall.addVersion(early, { basedOn: 1, steps: [], note: null }, BY, time(8));
    expect(await statusOf(speaker)).toBe('pending');
    await queries.editMachine(machineId, { tags: [] }, BY);
    expect((await postInstall.wanted(machineId)).map(({ id }) => id)).toEqual([late]);
    const failure = { executionId: randomUUID(), jobId: randomUUID() };
    await ingest.writeBatch([
      speaker.finished(9, failure, {
        action: 'post_install_apply',
        status: 'error',
        errorKind: 'post_install_failed',
        errorMessage: 'There is no user ann on this machine.',
      }),
    ]);
    expect(await statusOf(speaker)).toBe('error');
    await store.failures.acknowledgeFailure(failure.executionId, BY, time(10));
    expect(await statusOf(speaker)).toBe('pending');
    await postInstall.remove(late, BY, time(11));
    expect(await statusOf(speaker)).toBe('pending');
    await ingest.writeBatch([speaker.postInstall(12, { applied: { ...applied, profiles: [] } })]);
    expect(await statusOf(speaker)).toBeNull();
  });
});
