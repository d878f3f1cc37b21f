import { arm, createRoot } from '@suivi/testkit';
import { expect, test, vi } from 'vitest';
import { act, PATIENCE_MS } from '../../support/acting.ts';
import { runnerBox } from '../../support/runner.ts';

vi.setConfig({ testTimeout: PATIENCE_MS });

const PATH = '/etc/lab-conf.conf';

test('row 6: a file changed here and upstream is kept without a question, and a message names both', async () => {
  await using root = await createRoot();
  await using box = await runnerBox();
  await arm(root, 'conffile-changed');
  const end = await act(box, root, { action: 'apt_full_upgrade' });
  expect(end).toMatchObject({ status: 'ok', exitCode: 0 });
  expect(end.conffiles).toEqual([
    { path: PATH, package: 'lab-conf', decision: 'kept', other: `${PATH}.dpkg-dist` },
  ]);
  expect(end.importantLines.join('\n')).toContain(
    `it was kept, and the package's version is ${PATH}.dpkg-dist`,
  );
  expect(await root.read(PATH)).toBe('value=mine\n');
  expect(await root.read(`${PATH}.dpkg-dist`)).toBe('value=two\n');
});

test('a policy that says so replaces it, and the old one stays beside it', async () => {
  await using root = await createRoot();
  await using box = await runnerBox({ profile: 'standard', conffileDefault: 'replace' });
  await arm(root, 'conffile-changed');
  const end = await act(box, root, { action: 'apt_full_upgrade' });
  expect(end.conffiles).toEqual([
    { path: PATH, package: 'lab-conf', decision: 'replaced', other: `${PATH}.dpkg-old` },
  ]);
  expect(await root.read(PATH)).toBe('value=two\n');
  expect(await root.read(`${PATH}.dpkg-old`)).toBe('value=mine\n');
});
