import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, rename, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { DockerOutcome, Job, JobOrder } from '@suivi/shared';
import { composePlugin, composeProblem, type DockerBox, dockerProblem, startDocker } from '@suivi/testkit';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { readDockerRecord } from '../../../src/domain/docker-record.ts';
import type { RunEnd } from '../../../src/domain/run-files.ts';
import { findCompose } from '../../../src/runner/docker/compose.ts';
import { type RunnerBox, runnerBox } from '../../support/runner.ts';

const problem = (await dockerProblem()) ?? (await composeProblem());
if (problem) console.log(`skipped: Compose 2: ${problem}`);

const ILL = 'HEALTHCHECK --interval=1s --timeout=20s --retries=1 CMD ["/bin/sh","-c","exit 1"]';
const WELL = 'HEALTHCHECK --interval=1s --timeout=20s --retries=1 CMD ["/bin/sh","-c","exit 0"]';

describe.runIf(!problem)('with Compose 2 of Debian 13', { timeout: 60_000 }, () => {
  let docker: DockerBox;
  let box: RunnerBox;
  const digests: Record<string, string> = {};

  const go = () => box.run({}, 2000, { dockerSocket: docker.socket });
  const act = async (wish: Pick<JobOrder, 'action'> & Partial<JobOrder>): Promise<RunEnd> => {
    const job = box.collector.sign(wish);
    await box.enqueue(job);
    await go();
    return box.end(job);
  };
  const update = (stack: string) =>
    act({ action: 'docker_stack_update', parameters: { stack, healthSeconds: 20 } });
  const record = async () => (await readDockerRecord(box.paths.dockerRecord))!;
  const stackNow = async (stack: string) => (await record()).stacks.find(({ name }) => name === stack)!;
  const names = async (stack: string) =>
    (await stackNow(stack)).services.flatMap(({ containers }) => containers.map(({ name }) => name));
  const web = (image: string) => ({ image, network_mode: 'none', stop_grace_period: '1s' });
  const outcome = ({ docker: done }: RunEnd): DockerOutcome['services'][number] => done!.services[0]!;
  const compose = (folder: string, ...args: string[]) =>
    promisify(execFile)('/usr/bin/docker', ['compose', ...args], {
      cwd: folder,
      env: { HOME: docker.home, DOCKER_HOST: `unix://${docker.socket}` },
    });

  beforeAll(async () => {
    docker = await startDocker('docker', { compose: 2 });
    vi.stubEnv('HOME', docker.home);
    box = await runnerBox({ profile: 'standard', docker: 'manage' });
    for (const name of ['behind', 'ill', 'old', 'many'])
      digests[name] = await docker.publish(`${name}:1`, `${name} 1`);
    for (const name of ['behind', 'ill']) await docker.up(name, { web: web(`${docker.registry}/${name}:1`) });
    await docker.up('old', { web: web(`${docker.registry}/old:1`) }, 1);
  }, 120_000);
  afterAll(async () => {
    vi.unstubAllEnvs();
    await box?.[Symbol.asyncDispose]();
    await docker?.[Symbol.asyncDispose]();
  }, 60_000);

  test('it is found as the plugin, and as a program where there is no docker', async () => {
    const [version, alone] = [expect.stringMatching(/^2\./), join(docker.directory, 'alone')];
    expect(await act({ action: 'docker_inventory' })).toMatchObject({ status: 'ok', errorKind: null });
    expect(await record()).toMatchObject({ compose: { command: 'docker compose', version } });
    await mkdir(alone);
    await symlink(await composePlugin(), join(alone, 'docker-compose'));
    expect(await findCompose({ PATH: alone })).toEqual({ command: ['docker-compose'], version });
  });

  test('an inventory has its stacks, beside one that Compose 1 has made', async () => {
    const folder = join(docker.directory, 'stacks/behind');
    expect(await stackNow('behind')).toMatchObject({
      workingDir: folder,
      configFiles: [join(folder, 'docker-compose.yml')],
      problem: null,
      services: [{ name: 'web', digests: [digests['behind']], containers: [{ name: 'behind-web-1' }] }],
    });
    expect(await names('old')).toEqual(['old_web_1']);
  });

  test('a pull starts nothing; an update starts what is approved and waits for its health', async () => {
    const digest = await docker.publishAhead('behind:1', 'behind 2', [WELL]);
    const { imageId } = (await stackNow('behind')).services[0]!;
    const pulled = await act({ action: 'docker_stack_pull', parameters: { stack: 'behind' } });
    expect(outcome(pulled)).toMatchObject({ from: imageId, result: 'pulled' });
    expect((await stackNow('behind')).services[0]).toMatchObject({ imageId, tagDigests: [digest] });
    const images = [{ service: 'web', image: `${docker.registry}/behind:1`, digest }];
    const parameters = { stack: 'behind', images };
    const end = await act({ action: 'docker_stack_update', parameters });
    expect(end).toMatchObject({ status: 'ok', errorKind: null });
    expect(outcome(end)).toMatchObject({ result: 'updated' });
    expect((await stackNow('behind')).services[0]).toMatchObject({
      digests: [digest],
      containers: [{ health: 'healthy' }],
    });
    expect(outcome(await update('behind')).result).toBe('unchanged');
  });

  test('what is not healthy is gone back from, also by a runner that comes after a killed one', async () => {
    await docker.publishAhead('ill:1', 'ill 2', [ILL]);
    const { imageId } = (await stackNow('ill')).services[0]!;
    const job: Job = box.collector.sign({
      action: 'docker_stack_update',
      parameters: { stack: 'ill', healthSeconds: 20 },
    });
    await box.enqueue(job);
    const runner = box.start({ SU_DOCKER_SOCKET: docker.socket, HOME: docker.home });
    await box.untilLogged(job, 'Going back');
    runner.kill('SIGKILL');
    await once(runner, 'exit');
    await go();
    const end = await box.end(job);
    expect(end).toMatchObject({ status: 'error', errorKind: 'stack_unhealthy' });
    expect(outcome(end)).toMatchObject({ result: 'rolled_back', from: imageId });
    expect((await stackNow('ill')).services[0]).toMatchObject({ imageId, tagImageId: imageId });
    expect(await names('ill')).toEqual(['ill-web-1']);
  });

  test('a stack that Compose 1 has made goes on with Compose 2', async () => {
    await docker.publishAhead('old:1', 'old 2', [WELL]);
    expect(outcome(await update('old'))).toMatchObject({ result: 'updated' });
    expect(await names('old')).toEqual(['old-web-1']);
  });

  test('several files with variables, a service of a profile and more containers than the files say', async () => {
    const folder = join(docker.directory, 'stacks/many');
    const image = '$REGISTRY/many:1';
    const services = {
      web: { ...web(image), network_mode: '$NET' },
      side: { ...web(image), profiles: ['extra'] },
    };
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, 'compose.yaml'), JSON.stringify({ services }));
    await writeFile(join(folder, 'a.env'), `REGISTRY=${docker.registry}\n`);
    await writeFile(join(folder, 'b.env'), 'NET=none\n');
    const files = ['--env-file', 'a.env', '--env-file', 'b.env'];
    await compose(folder, ...files, '--profile', 'extra', 'up', '--detach', '--scale', 'web=2');
    await docker.publishAhead('many:1', 'many 2', [WELL]);

    await chmod(join(folder, 'b.env'), 0o666);
    await act({ action: 'docker_inventory' });
    expect((await stackNow('many')).problem).toMatchObject({
      code: 'files_writable',
      message: expect.stringContaining('/b.env'),
    });
    expect((await update('many')).errorMessage).toMatch(/Everybody may write to \S+\/b\.env/);
    await chmod(join(folder, 'b.env'), 0o644);
    const end = await update('many');
    expect(end, end.errorMessage ?? '').toMatchObject({ status: 'ok' });
    expect(end.docker!.services.map(({ result }) => result)).toEqual(['updated', 'updated']);
    expect((await names('many')).sort()).toEqual(['many-side-1', 'many-web-1', 'many-web-2']);
  });

  test('a file with variables that is gone and that only an older container names blocks nothing', async () => {
    const folder = join(docker.directory, 'stacks/moved');
    const services = { side: web('$REGISTRY/many:1'), web: web('$REGISTRY/many:1') };
    await mkdir(folder);
    await writeFile(join(folder, 'compose.yaml'), JSON.stringify({ services }));
    await writeFile(join(folder, 'old.env'), `REGISTRY=${docker.registry}\n`);
    await compose(folder, '--env-file', 'old.env', 'up', '--detach', 'side');
    await rename(join(folder, 'old.env'), join(folder, '.env'));
    await compose(folder, 'up', '--detach', 'web');
    const end = await update('moved');
    expect(end, end.errorMessage ?? '').toMatchObject({ status: 'ok' });
    expect((await stackNow('moved')).problem).toBeNull();
  });

  test('a fault of several services is told once, and the next step beside it', async () => {
    const folder = join(docker.directory, 'stacks/lame');
    const device = `/dev/${'no-such-folder/'.repeat(40)}none`;
    const service = web(`${docker.registry}/lame:1`);
    await docker.publish('lame:1', 'lame 1');
    await docker.up('lame', { one: service, three: service, two: service });
    await docker.publishAhead('lame:1', 'lame 2', [WELL]);
    const lame = { ...service, devices: [device] };
    const services = { one: lame, three: lame, two: lame };
    await writeFile(join(folder, 'docker-compose.yml'), JSON.stringify({ services }));
    const end = await update('lame');
    expect(end).toMatchObject({ status: 'error', errorKind: 'stack_unhealthy' });
    expect(end.errorMessage).toMatch(/^lame was not healthy .*one, three, two \(each\): Compose could not/);
    expect(end.errorMessage).toMatch(/Look at it on the machine now\.$/);
    expect(end.errorMessage!.split(device)).toHaveLength(2);
    const failing = { result: 'failed', reason: expect.stringContaining(device) };
    expect(end.docker!.services).toMatchObject([failing, failing, failing]);
  });

  test('what it says of a fault is in the result: a registry that is down, a file that it does not understand', async () => {
    await docker.stopRegistry();
    const down = await update('behind');
    await docker.startRegistry();
    expect(down).toMatchObject({ status: 'error', errorKind: 'download_failed' });
    expect(down.errorMessage).toMatch(/connection refused\. Nothing was started\./);
    await writeFile(join(docker.directory, 'stacks/behind/docker-compose.yml'), '{"services": []}');
    const damaged = await update('behind');
    expect(damaged).toMatchObject({ status: 'error', errorKind: 'download_failed' });
    expect(damaged.errorMessage).toMatch(/services must be a mapping/);
  });
});
