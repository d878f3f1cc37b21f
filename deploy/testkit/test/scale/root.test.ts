import { expect, test } from 'vitest';
import { scaledRoot } from '../../src/index.ts';

test('a fabricated root is sound and has as many updates as asked for', async () => {
  await using root = await scaledRoot({ installed: 200, pending: 31, available: 50 });
  const plan = await root.aptGet('-s', 'dist-upgrade');
  expect(plan.stdout).toMatch(/^31 upgraded, 0 newly installed, 0 to remove and 0 not upgraded/m);
  expect(plan.stdout.match(/^Inst .*Debian-Security:stable-security/gm)?.length).toBeGreaterThanOrEqual(10);
  expect((await root.run('dpkg', ['--audit'])).output).toBe('');
  expect((await root.aptGet('check')).exitCode).toBe(0);
  expect((await root.aptGet('-s', 'autoremove')).stdout).not.toContain('Remv');
  expect((await root.run('dpkg-query', ['-Wf', '.'])).stdout).toHaveLength(200);
});
