import type { PostInstallStep } from '@suivi/shared';
import { expect, test } from 'vitest';
import { difference } from '../../src/profiles/difference.ts';
import { STEP_KINDS } from '../../src/profiles/step-fields.ts';
import { draftOf, emptyDraft, stepOf } from '../../src/profiles/step-form.ts';

const STEPS: PostInstallStep[] = [
  { kind: 'packages', present: ['htop', 'vim'], absent: [] },
  { kind: 'apt_proxy', mode: 'proxy', url: 'http://proxy:3142' },
  { kind: 'apt_proxy', mode: 'direct' },
  { kind: 'unattended_upgrades', enabled: true, automaticReboot: false, rebootTime: '02:30' },
  { kind: 'unattended_upgrades', enabled: false, automaticReboot: true },
  { kind: 'timezone', zone: 'Europe/Paris' },
  { kind: 'sysctl', settings: [{ key: 'net.ipv4.tcp_rmem', value: '1 2 3' }] },
  { kind: 'swap', sizeMiB: 512 },
  { kind: 'sshd', PermitRootLogin: 'no', MaxAuthTries: 3 },
];

test.each(STEPS)('a step comes out of its form as it went in: %j', (step) => {
  expect(stepOf(draftOf(step))).toEqual(step);
});

test('every kind has a form that begins empty', () => {
  for (const kind of STEP_KINDS) expect(stepOf(emptyDraft(kind)).kind).toBe(kind);
  expect(stepOf(emptyDraft('sshd'))).toEqual({ kind: 'sshd' });
});

test('an address that is left from before goes with the proxy', () => {
  const draft = draftOf(STEPS[1]!);
  expect(stepOf({ ...draft, values: { ...draft.values, mode: 'direct' } })).toEqual(STEPS[2]);
});

test('what two versions say differently, line by line', () => {
  const before: PostInstallStep[] = [{ kind: 'packages', present: ['htop', 'telnet'], absent: [] }];
  const after: PostInstallStep[] = [{ kind: 'packages', present: ['htop'], absent: ['telnet'] }];
  expect(difference(before, after)).toEqual({
    taken: [{ kind: 'packages', text: 'present: telnet' }],
    added: [{ kind: 'packages', text: 'absent: telnet' }],
  });
  expect(difference(after, after)).toEqual({ taken: [], added: [] });
});
