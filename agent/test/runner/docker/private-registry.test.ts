import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { JobOrder } from '@suivi/shared';
import { type DockerBox, dockerProblem, startDocker } from '@suivi/testkit';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { readDockerRecord } from '../../../src/domain/docker-record.ts';
import type { RunEnd } from '../../../src/domain/run-files.ts';
import { type RunnerBox, runnerBox } from '../../support/runner.ts';

const problem = await dockerProblem();
if (problem) console.log(`skipped: private registries: ${problem}`);

describe.runIf(!problem)('a registry that wants a login', { timeout: 60_000 }, () => {
  let docker: DockerBox;
  let box: RunnerBox;
  let ahead: string;

  const act = async (wish: Pick<JobOrder, 'action'> & Partial<JobOrder>): Promise<RunEnd> => {
    const job = box.collector.sign(wish);
    await box.enqueue(job);
    await box.run({}, 2000, { dockerSocket: docker.socket });
    return box.end(job);
  };
  const registrySays = async () => {
    await act({ action: 'docker_inventory' });
    const { stacks } = (await readDockerRecord(box.paths.dockerRecord))!;
    return stacks[0]!.services[0]!.registry;
  };
  const login = (text: string) => writeFile(join(docker.home, '.docker/config.json'), text);

  beforeAll(async () => {
    docker = await startDocker('docker', { isPrivate: true });
    vi.stubEnv('HOME', docker.home);
    box = await runnerBox({ profile: 'standard', docker: 'manage' });
    await docker.publish('own:1', 'own 1');
    await docker.up('own', { web: { image: `${docker.registry}/own:1`, network_mode: 'none' } });
    ahead = await docker.publishAhead('own:1', 'own 2');
  }, 120_000);
  afterAll(async () => {
    vi.unstubAllEnvs();
    await box?.[Symbol.asyncDispose]();
    await docker?.[Symbol.asyncDispose]();
  }, 60_000);

  test("is asked with root's own login, which is told nobody", async () => {
    expect(await registrySays()).toEqual({ digest: ahead, problem: null });
    const record = JSON.stringify(await readDockerRecord(box.paths.dockerRecord));
    expect(record).not.toMatch(/word|YW5uOndvcmQ/);
  });

  test('a login that is not right is said; without one the registry is not asked from here', async () => {
    const auth = Buffer.from('ann:wrong').toString('base64');
    await login(JSON.stringify({ auths: { [docker.registry]: { auth } } }));
    expect(await registrySays()).toMatchObject({
      digest: null,
      problem: {
        code: 'registry_denied',
        message: expect.stringMatching(/unauthorized|denied/i),
      },
    });
    const end = await act({ action: 'docker_stack_pull', parameters: { stack: 'own' } });
    expect(end).toMatchObject({ status: 'error', errorKind: 'download_failed' });
    await rm(join(docker.home, '.docker/config.json'));
    expect(await registrySays()).toBeUndefined();
  });

  test('a stack is pulled with it', async () => {
    await login(
      JSON.stringify({ auths: { [docker.registry]: { auth: Buffer.from('ann:word').toString('base64') } } }),
    );
    const end = await act({ action: 'docker_stack_pull', parameters: { stack: 'own' } });
    expect(end).toMatchObject({ status: 'ok', docker: { services: [{ result: 'pulled' }] } });
  });
});
