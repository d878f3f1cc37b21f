import { eventually, type Machine } from '@suivi/testkit';
import { expect, test } from 'vitest';
import { analysisOf, endOf, requestRefresh } from '../../support/api.ts';
import { call } from '../../support/collector.ts';
import { type Installation, RUNNER_DIR, unitProperty } from '../../support/systemd.ts';

const modeOf = (machine: Machine, path: string) => machine.ensure('stat', '-c', '%a %U:%G', path);

/** Whether the agent's user may do this. */
const agentMay = async (machine: Machine, script: string) => {
  const user = ['--reuid=suivi-agent', '--regid=suivi-agent', '--init-groups', '--', 'sh', '-c', script];
  return (await machine.run('setpriv', user)).exitCode === 0;
};

/** Who may do what on a machine. */
export function units(installation: () => Installation): void {
  test('units: an unprivileged agent, a root runner, and nothing that one may write of the other', async () => {
    const world = installation();
    const { machine, url, id } = world;
    const units = ['suivi-agent.service', 'suivi-runner.service', 'suivi-runner.path', 'suivi-runner.timer'];
    const verified = await machine.run('systemd-analyze', ['verify', ...units]);
    expect(verified.output).toBe('');
    const agent = await unitProperty(machine, 'suivi-agent', 'MainPID');
    expect(await machine.ensure('stat', '-c', '%U:%G', `/proc/${agent}`)).toBe('suivi-agent:suivi-agent');

    const locks = '/var/lib/suivi-agent/lock';
    const lock = await machine.ensure('sh', '-c', `cat ${locks}/[0-9]*`);
    expect(JSON.parse(lock).bootId, 'the boot as the agent in its sandbox sees it').toBe(
      await machine.bootId(),
    );

    const { executionId, jobId } = await requestRefresh(url, id);
    expect((await endOf(url, executionId, 60_000)).status).toBe('ok');
    const log = `${RUNNER_DIR}/runs/${jobId}/log`;
    expect(await call<string>(url, 'GET', `/api/executions/${executionId}/log`)).toBe(
      `${await machine.ensure('cat', log)}\n`,
    );
    const analysis = await eventually(() => analysisOf(url, id), { what: 'an analysis', timeoutMs: 30_000 });
    expect(analysis.payload.apt.packages.map(({ name }) => name)).toEqual(['lab-app']);

    expect(await modeOf(machine, RUNNER_DIR)).toBe('2750 root:suivi-agent');
    expect(await modeOf(machine, `${RUNNER_DIR}/queue`)).toBe('1730 root:suivi-agent');
    expect(await modeOf(machine, `${RUNNER_DIR}/collector.json`)).toBe('644 root:suivi-agent');
    expect(await modeOf(machine, log)).toBe('640 root:suivi-agent');
    expect(await modeOf(machine, '/var/lib/suivi-agent/agent.key')).toBe('600 suivi-agent:suivi-agent');
    expect(await agentMay(machine, `: >${RUNNER_DIR}/queue/.mine && rm ${RUNNER_DIR}/queue/.mine`)).toBe(
      true,
    );
    for (const place of [
      '',
      '/runs',
      `/runs/${jobId}`,
      '/taken',
      '/finished',
      '/lock',
      '/collector.json',
      '/refresh.json',
    ])
      expect(await agentMay(machine, `test -w ${RUNNER_DIR}${place}`), place).toBe(false);
    for (const script of [`ls ${RUNNER_DIR}/queue`, `mv ${RUNNER_DIR}/queue ${RUNNER_DIR}/q`, `: >>${log}`])
      expect(await agentMay(machine, script), script).toBe(false);
  });
}
