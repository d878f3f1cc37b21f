import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Action } from '@suivi/shared';
import { temporaryDirectory } from '@suivi/testkit';
import { describe, expect, test } from 'vitest';
import { policyRefusal, readPolicy } from '../../src/runner/index.ts';

const UPGRADE = 'apt_upgrade' as Action;

describe('what a policy allows', () => {
  const cases = [
    { file: '{"profile":"standard"}', refresh: true, upgrade: true },
    { file: '{"profile":"read-only"}', refresh: true, upgrade: false },
    { file: '{"profile":"standard","refresh":false}', refresh: false, upgrade: true },
    { file: '{"profile":"standard","allowedActions":["apt_upgrade"]}', refresh: false, upgrade: true },
    { file: '{"profile":"read-only","allowedActions":["apt_upgrade"]}', refresh: false, upgrade: false },
    { file: '{"profile":"standard","later":1}', refresh: true, upgrade: true },
    { file: '{"profile":"everything"}', refresh: true, upgrade: false },
    { file: '{"profile":"standard","allowedActions":"all"}', refresh: true, upgrade: false },
    { file: '{', refresh: true, upgrade: false },
    { file: '', refresh: true, upgrade: false },
  ];
  test.each(cases)('$file', async ({ file, refresh, upgrade }) => {
    await using dir = await temporaryDirectory('policy');
    const path = join(dir.path, 'policy.json');
    await writeFile(path, file, { mode: 0o644 });
    const policy = await readPolicy(path);
    expect(policyRefusal(policy, 'apt_refresh') === null).toBe(refresh);
    expect(policyRefusal(policy, UPGRADE) === null).toBe(upgrade);
  });
});

test('a policy that is missing, that others may write, or that is no file is read-only and says why', async () => {
  await using dir = await temporaryDirectory('policy');
  const path = join(dir.path, 'policy.json');
  expect(await readPolicy(path)).toMatchObject({
    profile: 'read-only',
    problem: expect.stringMatching(/exist/),
  });
  await writeFile(path, '{"profile":"standard"}');
  await chmod(path, 0o666);
  const open = await readPolicy(path);
  expect(open.profile).toBe('read-only');
  expect(policyRefusal(open, UPGRADE)).toMatch(/read-only .*Others may write to it/);
  await mkdir(join(dir.path, 'folder.json'));
  expect((await readPolicy(join(dir.path, 'folder.json'))).profile).toBe('read-only');
});
