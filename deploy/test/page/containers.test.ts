import { writeFile } from 'node:fs/promises';
import { type DockerBox, dockerProblem, startDocker, temporaryDirectory } from '@suivi/testkit';
import { expect, test } from 'vitest';
import { endOf, requestAction } from '../support/api.ts';
import { builtPage } from '../support/bundles.ts';
import { call, startCollector } from '../support/collector.ts';
import { createMachine } from '../support/machine.ts';
import { hasBrowser, openBrowser, visit } from './support/browser.ts';
import { PASSWORD, signIn } from './support/site.ts';
import { violations } from './support/violations.ts';

const problem = await dockerProblem();
if (problem) console.log(`skipped: containers on the page: ${problem}`);

/** One stack whose service has a newer image in its registry. */
async function behind(docker: DockerBox): Promise<void> {
  await docker.publish('shop:1', 'one');
  await docker.up('shop', {
    web: { image: `${docker.registry}/shop:1`, network_mode: 'none', stop_grace_period: '1s' },
  });
  await docker.publishAhead('shop:1', 'two');
}

test.runIf(hasBrowser && !problem)(
  'a stack that is behind is seen, its update approved by its digest, and then it is current',
  async () => {
    await builtPage();
    await using docker = await startDocker();
    await behind(docker);
    await using data = await temporaryDirectory('containers');
    const collector = await startCollector(data.path, { SU_REGISTRIES: `http://${docker.registry}` });
    await using _collector = collector.program;
    const { url } = collector;
    await call(url, 'POST', '/api/users', { username: 'admin-1', role: 'admin', password: PASSWORD });
    await using machine = await createMachine(url);
    await writeFile(machine.env['SU_POLICY']!, '{"profile":"standard","docker":"manage"}');
    const id = await machine.enrol(url);
    await using _agent = await machine.start({ SU_REFRESH_HOURS: '0', SU_DOCKER_SOCKET: docker.socket });
    await machine.firstAnalysis(url, id);
    await using browser = await openBrowser();
    await using visitor = await visit(browser);
    const { page, complaints } = visitor;
    await signIn(page, url);
    await page.goto(`${url}/machines/${id}/containers`);
    await page.getByText('The container engine has not been read yet.', { exact: true }).waitFor();
    const { executionId } = await requestAction(url, id, { action: 'docker_inventory' });
    await endOf(url, executionId, 120_000);

    await page.getByText('newer image').waitFor({ timeout: 60_000 });
    expect(await violations(page)).toEqual([]);
    await page.getByRole('button', { name: 'Update shop' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Update' }).click();
    await page.getByRole('region', { name: 'Report' }).waitFor({ timeout: 180_000 });
    await page.goto(`${url}/machines/${id}/containers`);
    await page.getByText('current', { exact: true }).waitFor({ timeout: 60_000 });
    expect(complaints).toEqual([]);
  },
);
