import { arm, createRoot, type FaultName } from '@suivi/testkit';
import { expect, test, vi } from 'vitest';
import { act, PATIENCE_MS } from '../../support/acting.ts';
import { runnerBox } from '../../support/runner.ts';

vi.setConfig({ testTimeout: PATIENCE_MS });

test.each(['deb-vanished', 'deb-corrupt'] satisfies FaultName[])(
  'row 11: %s: the run ends before dpkg starts, and nothing is changed',
  async (fault) => {
    await using root = await createRoot();
    await using box = await runnerBox();
    await arm(root, fault);
    const before = await root.read('var/lib/dpkg/status');
    const end = await act(box, root, { action: 'apt_full_upgrade' });
    expect(end).toMatchObject({ status: 'error', errorKind: 'download_failed', exitCode: 100, changes: [] });
    expect(end.errorMessage).toMatch(/lab-app.*No package was changed.*Refresh the package lists/);
    expect(end.dpkg).toEqual({ ok: true });
    expect(await root.read('var/lib/dpkg/status')).toBe(before);
  },
);
