import { chmod, mkdir } from 'node:fs/promises';
import { createRoot } from '@suivi/testkit';
import { expect, it } from 'vitest';
import type { Planned } from '../../../../src/domain/ports.ts';
import { asUser } from '../support.ts';
import { plan } from './support.ts';

const NOBODY = 65534;

it('a plan needs no privilege: nobody gets the same one', async () => {
  if (process.getuid?.() !== 0) return console.log('not tested: becoming another user needs root');
  await using root = await createRoot();
  const home = root.path('home-of-nobody');
  await mkdir(home);
  await chmod(home, 0o777);
  const options = `{ env: process.env, cacheDir: ${JSON.stringify(`${home}/cache`)},
    workDir: ${JSON.stringify(`${home}/plan`)}, excluded: async () => ['lab-app'] }`;
  const wish = `{ action: 'apt_full_upgrade', parameters: {}, changelogs: true }`;
  const theirs = await asUser<Planned>(NOBODY, root, home, `openPlanner(${options}).plan(${wish})`);
  const ours = await plan(root, 'apt_full_upgrade', { excluded: ['lab-app'] });
  expect(theirs.plan).toMatchObject({
    planHash: ours.plan.planHash,
    steps: ours.plan.steps,
    left: ours.plan.left,
    downloadBytes: ours.plan.downloadBytes,
    diskBytes: ours.plan.diskBytes,
  });
  const found = theirs.plan.changelogs?.find(({ name }) => name === 'lab-lib');
  expect(found?.cves).toEqual(['CVE-2026-10002', 'CVE-2026-1001']);
});
