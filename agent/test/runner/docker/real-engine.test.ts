import { rm } from 'node:fs/promises';
import type { DockerOutcome, Job, JobOrder } from '@suivi/shared';
import { type DockerBox, dockerProblem, eventually, startDocker } from '@suivi/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type DockerRecord, readDockerRecord } from '../../../src/domain/docker-record.ts';
import { type RunEnd, runPaths } from '../../../src/domain/run-files.ts';
import { type RunnerBox, runnerBox } from '../../support/runner.ts';

const problem = await dockerProblem();
if (problem) console.log(`skipped: actions on containers: ${problem}`);

const ILL = 'HEALTHCHECK --interval=1s --timeout=20s --retries=1 CMD ["/bin/sh","-c","exit 1"]';
const WELL = 'HEALTHCHECK --interval=2s --timeout=20s --retries=1 CMD ["/bin/sh","-c","exit 0"]';

describe.runIf(!problem)('against a real engine and a real registry', { timeout: 60_000 }, () => {
  let docker: DockerBox;
  let box: RunnerBox;
  const digests: Record<string, string> = {};

  const go = () => box.run({}, 2000, { dockerSocket: docker.socket });
  const ask = async (wish: Pick<JobOrder, 'action'> & Partial<JobOrder>): Promise<Job> => {
    const job = box.collector.sign(wish);
    await box.enqueue(job);
    await go();
    return job;
  };
  const act = async (wish: Parameters<typeof ask>[0]): Promise<RunEnd> => box.end(await ask(wish));
  const record = async (): Promise<DockerRecord> => (await readDockerRecord(box.paths.dockerRecord))!;
  const service = async (stack: string) =>
    (await record()).stacks.find(({ name }) => name === stack)!.services[0]!;
  const running = async (stack: string): Promise<string> =>
    docker.docker('inspect', '--format', '{{.Image}}', `${stack}_web_1`);
  const web = (image: string) => ({ web: { image, network_mode: 'none', stop_grace_period: '1s' } });
  const outcome = ({ docker: done }: RunEnd): DockerOutcome['services'][number] => done!.services[0]!;

  beforeAll(async () => {
    docker = await startDocker();
    box = await runnerBox({ profile: 'standard', docker: 'manage' });
    for (const name of ['current', 'behind', 'ill', 'pinned', 'other'])
      digests[name] = await docker.publish(`${name}:1`, `${name} 1`);
    for (const name of ['current', 'behind', 'ill', 'other'])
      await docker.up(name, web(`${docker.registry}/${name}:1`));
    await docker.up('pinned', web(`${docker.registry}/pinned@${digests['pinned']}`));
    digests['behind new'] = await docker.publishAhead('behind:1', 'behind 2', [WELL]);
    digests['ill new'] = await docker.publishAhead('ill:1', 'ill 2', [ILL]);
    digests['other new'] = await docker.publishAhead('other:1', 'other 2');
  }, 120_000);
  afterAll(async () => {
    await box[Symbol.asyncDispose]();
    await docker[Symbol.asyncDispose]();
  }, 60_000);

  test('an inventory has stacks by their labels, with images, digests and what could be thrown away', async () => {
    await docker.docker('create', '--name', 'alone', '--network', 'none', `${docker.registry}/current:1`);
    const before = Date.now();
    expect(await act({ action: 'docker_inventory' })).toMatchObject({ status: 'ok', errorKind: null });
    const read = await record();
    expect(read).toMatchObject({
      state: 'read',
      engine: { kind: 'docker', socket: docker.socket },
      compose: { command: expect.stringMatching(/^docker[ -]compose$/) },
      problem: null,
    });
    expect(Date.parse(read.checkedAt)).toBeGreaterThanOrEqual(before);
    expect(read.stacks.map(({ name }) => name)).toEqual(['behind', 'current', 'ill', 'other', 'pinned']);
    expect(await service('current')).toMatchObject({
      name: 'web',
      image: `${docker.registry}/current:1`,
      digests: [digests['current']],
      tagDigests: [digests['current']],
      pinned: false,
      containers: [{ name: 'current_web_1', state: 'running' }],
    });
    expect(await service('behind')).toMatchObject({ digests: [digests['behind']] });
    expect(await service('pinned')).toMatchObject({ pinned: true, digests: [digests['pinned']] });
    expect(read.others).toMatchObject([{ name: 'alone', containers: [{ state: 'created' }] }]);
    expect(read.prune).toMatchObject({ dangling: { count: 0, bytes: 0 } });
    await docker.docker('rm', 'alone');
  });

  test('a pull fetches and starts nothing: the service is "pulled, not started"', async () => {
    const before = await running('behind');
    const end = await act({ action: 'docker_stack_pull', parameters: { stack: 'behind' } });
    expect(end).toMatchObject({ status: 'ok', docker: { stack: 'behind' } });
    expect(outcome(end)).toMatchObject({ name: 'web', from: before, result: 'pulled' });
    expect(await running('behind')).toBe(before);
    const after = await service('behind');
    expect(after.tagImageId).not.toBe(after.imageId);
    expect(after).toMatchObject({ digests: [digests['behind']], tagDigests: [digests['behind new']] });
  });

  test('an update starts what is approved, waits for health and leaves no name of ours', async () => {
    const image = `${docker.registry}/behind:1`;
    const images = [{ service: 'web', image, digest: digests['behind new']! }];
    const end = await act({ action: 'docker_stack_update', parameters: { stack: 'behind', images } });
    expect(end).toMatchObject({ status: 'ok', errorKind: null });
    expect(outcome(end).result).toBe('updated');
    expect(await running('behind')).toBe(outcome(end).to);
    expect(await service('behind')).toMatchObject({ digests: [digests['behind new']] });
    expect(await docker.docker('images', '--quiet', 'suivi-rollback')).toBe('');
    const again = await act({ action: 'docker_stack_update', parameters: { stack: 'behind', images } });
    expect(outcome(again).result).toBe('unchanged');
  });

  test('an image that is not healthy is gone back from, and the result says why', async () => {
    const before = await running('ill');
    const job = await ask({
      action: 'docker_stack_update',
      parameters: { stack: 'ill', healthSeconds: 20 },
    });
    const end = await box.end(job);
    expect(end).toMatchObject({ status: 'error', errorKind: 'stack_unhealthy' });
    expect(end.errorMessage).toMatch(
      /^ill was not healthy with its new images and runs the old ones again .*unhealthy/,
    );
    expect(outcome(end)).toMatchObject({
      result: 'rolled_back',
      from: before,
      reason: expect.stringContaining('unhealthy'),
    });
    expect(await running('ill')).toBe(before);
    expect(await service('ill')).toMatchObject({ imageId: before, tagImageId: before });

    // A runner that was killed just before the end: the next one finds the old images healthy, and is not taken in.
    await rm(runPaths(box.paths.runs, job.order.jobId).end);
    await go();
    const { startedAt: _1, finishedAt: _2, ...same } = await box.end(job);
    expect(end).toMatchObject(same);
  });

  test('another image than the approved one is not started', async () => {
    const before = await running('other');
    const image = `${docker.registry}/other:1`;
    const images = [{ service: 'web', image, digest: digests['other']! }];
    const end = await act({ action: 'docker_stack_update', parameters: { stack: 'other', images } });
    expect(end).toMatchObject({ status: 'error', errorKind: 'plan_changed' });
    expect(end.errorMessage).toContain(digests['other new']);
    expect(await running('other')).toBe(before);
    expect(await service('other')).toMatchObject({ imageId: before, tagImageId: before });
  });

  test('a pinned stack has nothing to pull, and a stack that is not there is refused', async () => {
    const end = await act({ action: 'docker_stack_update', parameters: { stack: 'pinned' } });
    expect(end).toMatchObject({ status: 'ok' });
    expect(outcome(end)).toMatchObject({ result: 'left', reason: 'It is pinned to this image.' });
    expect(await act({ action: 'docker_stack_update', parameters: { stack: 'nowhere' } })).toMatchObject({
      errorKind: 'stack_unusable',
    });
  });

  test('a registry that is down ends the pull with its reason, and nothing is touched', async () => {
    const before = await running('other');
    await docker.stopRegistry();
    const end = await act({ action: 'docker_stack_update', parameters: { stack: 'other' } });
    await docker.startRegistry();
    expect(end).toMatchObject({ status: 'error', errorKind: 'download_failed' });
    expect(end.errorMessage).toMatch(/refused/);
    expect(await running('other')).toBe(before);
  });

  test('prune frees what no container uses and has no name, and nothing else', async () => {
    const images = (await docker.docker('images', '--all', '--quiet', '--no-trunc')).split('\n');
    expect((await record()).prune!.dangling.count).toBeGreaterThan(0);
    const end = await act({ action: 'docker_prune' });
    expect(end).toMatchObject({ status: 'ok', docker: { stack: null, services: [] } });
    expect(end.docker!.freedBytes).toBeGreaterThan(0);
    const left = (await docker.docker('images', '--all', '--quiet', '--no-trunc')).split('\n');
    expect(left.length).toBeLessThan(images.length);
    expect((await record()).prune!.dangling).toEqual({ count: 0, bytes: 0 });
    await eventually(async () => (await docker.docker('ps', '--quiet')).split('\n').length === 5);
  });

  test('compose files that are gone, or that everybody may write, are said and not followed', async () => {
    const { chmod, rename } = await import('node:fs/promises');
    const file = `${docker.directory}/stacks/current/docker-compose.yml`;
    const wish = { action: 'docker_stack_update', parameters: { stack: 'current' } } as const;
    await chmod(file, 0o666);
    expect((await act(wish)).errorMessage).toContain('Everybody may write');
    await chmod(file, 0o644);
    await rename(file, `${file}.away`);
    expect((await act(wish)).errorMessage).toContain('cannot be read any more');
    await act({ action: 'docker_inventory' });
    expect((await record()).stacks.find(({ name }) => name === 'current')!.problem!.code).toBe(
      'files_missing',
    );
    await rename(`${file}.away`, file);
  });
});
