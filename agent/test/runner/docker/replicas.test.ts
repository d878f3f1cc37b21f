import type { Job } from '@suivi/shared';
import { composeProblem, type DockerBox, dockerProblem, startDocker } from '@suivi/testkit';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { readDockerRecord } from '../../../src/domain/docker-record.ts';
import { type RunnerBox, runnerBox } from '../../support/runner.ts';

const problem = (await dockerProblem()) ?? (await composeProblem());
if (problem) console.log(`skipped: how many containers a service has: ${problem}`);

describe.runIf(!problem)('how many containers a service has', { timeout: 60_000 }, () => {
  let docker: DockerBox;
  let box: RunnerBox;

  const states = async (stack: string) => {
    const { stacks, compose } = (await readDockerRecord(box.paths.dockerRecord))!;
    const services = stacks
      .find(({ name }) => name === stack)!
      .services.map(({ name, containers }) => {
        return [name, containers.map(({ state }) => state)];
      });
    return { version: compose!.version, ...Object.fromEntries(services) };
  };

  beforeAll(async () => {
    docker = await startDocker('docker', { compose: 2 });
    box = await runnerBox({ profile: 'standard', docker: 'manage' });
  }, 120_000);
  afterEach(() => vi.unstubAllEnvs());
  afterAll(async () => {
    await box?.[Symbol.asyncDispose]();
    await docker?.[Symbol.asyncDispose]();
  }, 60_000);

  test.each([
    { by: 1, two: { scale: 2 }, hyphen: '_' },
    { by: 2, two: { deploy: { replicas: 2 } }, hyphen: '-' },
  ] as const)(
    'Compose $by: an update keeps the number of those that run and starts nothing that was stopped',
    async ({ by, two, hyphen }) => {
      // The plugin lies in this home; without it the program of Compose 1 is what there is.
      if (by === 2) vi.stubEnv('HOME', docker.home);
      const stack = `few${by}`;
      const service = {
        image: `${docker.registry}/${stack}:1`,
        network_mode: 'none',
        stop_grace_period: '1s',
        ...two,
      };
      const name = (...parts: (string | number)[]) => [stack, ...parts].join(hyphen);
      await docker.publish(`${stack}:1`, `${stack} 1`);
      await docker.up(stack, { fewer: service, halted: service, off: service }, by);
      await docker.docker('rm', '--force', name('fewer', 2));
      const stopped = [name('halted', 1), name('off', 1), name('off', 2)];
      await docker.docker('stop', ...stopped);
      await docker.publishAhead(`${stack}:1`, `${stack} 2`);

      const job: Job = box.collector.sign({
        action: 'docker_stack_update',
        parameters: { stack, healthSeconds: 20 },
      });
      await box.enqueue(job);
      await box.run({}, 2000, { dockerSocket: docker.socket });
      const end = await box.end(job);
      expect(end, end.errorMessage ?? '').toMatchObject({ status: 'ok' });
      expect(end.docker!.services.map(({ result }) => result)).toEqual(['updated', 'updated', 'left']);
      expect(await states(stack)).toEqual({
        version: expect.stringMatching(`^${by}\\.`),
        fewer: ['running'],
        halted: ['running'],
        off: ['exited', 'exited'],
      });
      expect(end.docker!.services[2]!.reason).toMatch(/^It does not run, .* Start it first/);
    },
  );
});
