import type { DockerOutcome, JobOrder } from '@suivi/shared';
import { type DockerBox, dockerProblem, startDocker } from '@suivi/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readDockerRecord } from '../../../src/domain/docker-record.ts';
import type { RunEnd } from '../../../src/domain/run-files.ts';
import { type RunnerBox, runnerBox } from '../../support/runner.ts';

const problem = await dockerProblem('podman');
if (problem) console.log(`skipped: Podman: ${problem}`);

/** Podman runs health checks by systemd, which is not at hand here: what is ill here is what does not stay alive. */
const ENDS_AT_ONCE = 'CMD ["/bin/sh","-c","exit 3"]';

describe.runIf(!problem)("against Podman's compatible socket", { timeout: 60_000 }, () => {
  let podman: DockerBox;
  let box: RunnerBox;
  const digests: Record<string, string> = {};

  const act = async (wish: Pick<JobOrder, 'action'> & Partial<JobOrder>): Promise<RunEnd> => {
    const job = box.collector.sign(wish);
    await box.enqueue(job);
    await box.run({}, 2000, { dockerSocket: podman.socket });
    return box.end(job);
  };
  const record = async () => (await readDockerRecord(box.paths.dockerRecord))!;
  const service = async (stack: string) =>
    (await record()).stacks.find(({ name }) => name === stack)!.services[0]!;
  const running = (stack: string) =>
    podman.docker('inspect', '--format', '{{.Image}}', `${stack}_web_1`).then(bare);
  const bare = (id: string) => id.replace(/^sha256:/, '');
  const web = (image: string) => ({ web: { image, network_mode: 'none', stop_grace_period: '1s' } });
  const outcome = ({ docker: done }: RunEnd): DockerOutcome['services'][number] => done!.services[0]!;

  beforeAll(async () => {
    podman = await startDocker('podman');
    box = await runnerBox({ profile: 'standard', docker: 'manage' });
    for (const name of ['behind', 'ill']) {
      digests[name] = await podman.publish(`${name}:1`, `${name} 1`);
      // Podman packs anew what it pushes: only what was pulled has the registry's digest.
      await podman.docker('pull', `${podman.registry}/${name}:1`);
      await podman.up(name, web(`${podman.registry}/${name}:1`));
    }
    digests['behind new'] = await podman.publishAhead('behind:1', 'behind 2');
    digests['ill new'] = await podman.publishAhead('ill:1', 'ill 2', [ENDS_AT_ONCE]);
  }, 120_000);
  afterAll(async () => {
    await box?.[Symbol.asyncDispose]();
    await podman?.[Symbol.asyncDispose]();
  }, 60_000);

  test('an inventory knows the engine and its stacks', async () => {
    expect(await act({ action: 'docker_inventory' })).toMatchObject({ status: 'ok', errorKind: null });
    expect(await record()).toMatchObject({ state: 'read', engine: { kind: 'podman' }, problem: null });
    expect(await service('behind')).toMatchObject({
      image: `${podman.registry}/behind:1`,
      digests: expect.arrayContaining([digests['behind']]),
      pinned: false,
      containers: [{ name: 'behind_web_1', state: 'running' }],
    });
  });

  test('an update starts what is new', async () => {
    const before = await running('behind');
    const end = await act({
      action: 'docker_stack_update',
      parameters: { stack: 'behind', healthSeconds: 20 },
    });
    expect(end).toMatchObject({ status: 'ok' });
    expect(outcome(end)).toMatchObject({ result: 'updated' });
    expect(await running('behind')).not.toBe(before);
    expect(await service('behind')).toMatchObject({ digests: [digests['behind new']] });
  });

  test('what does not stay alive is gone back from', async () => {
    const before = await running('ill');
    const end = await act({ action: 'docker_stack_update', parameters: { stack: 'ill', healthSeconds: 20 } });
    expect(end).toMatchObject({ status: 'error', errorKind: 'stack_unhealthy' });
    expect(outcome(end)).toMatchObject({ result: 'rolled_back' });
    expect(await running('ill')).toBe(before);
  });

  test('prune frees what has no name and is used by nothing', async () => {
    const end = await act({ action: 'docker_prune' });
    expect(end).toMatchObject({ status: 'ok' });
    expect(end.docker!.freedBytes).toBeGreaterThan(0);
  });
});
