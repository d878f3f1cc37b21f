import { expect, test } from 'vitest';
import { pendingSince } from '../../src/domain/pending-since.ts';
import { pendingPackage } from '../store/support/pending.ts';

const of = (...names: string[]) => ({ packages: names.map((name) => pendingPackage(name)) });

test('the first analysis of a machine is when its packages were first seen as pending', () => {
  expect(pendingSince(of('bash'), 'none', 't1')).toEqual({ 'bash:amd64': 't1' });
});

test('what was pending before we noted it down is not known; what comes later is', () => {
  const first = pendingSince(of('bash'), 'untold', 't1')!;
  expect(first).toEqual({ 'bash:amd64': null });
  expect(pendingSince(of('bash', 'curl'), first, 't2')).toEqual({ 'bash:amd64': null, 'curl:amd64': 't2' });
});

test('a package keeps its time while it is pending, whatever its version, and begins anew after it was not', () => {
  const first = pendingSince(of('bash'), 'none', 't1')!;
  const newer = { packages: [pendingPackage('bash', { candidateVersion: '1.2' })] };
  expect(pendingSince(newer, first, 't2')).toEqual({ 'bash:amd64': 't1' });
  const none = pendingSince(of(), first, 't3')!;
  expect(none).toEqual({});
  expect(pendingSince(of('bash'), none, 't4')).toEqual({ 'bash:amd64': 't4' });
});

test('an analysis for which apt could not be asked changes nothing', () => {
  const failed = { packages: [], problem: { code: 'apt_failed', message: 'E: no' } };
  expect(pendingSince(failed, { 'bash:amd64': 't1' }, 't2')).toBeNull();
  expect(pendingSince(failed, 'untold', 't2')).toBeNull();
  // Nothing was seen as pending yet: the next analysis is the first that can tell.
  expect(pendingSince(failed, 'none', 't2')).toEqual({});
});

test('architectures are packages of their own, and no name of a package is taken for something else', () => {
  const packages = [pendingPackage('constructor'), pendingPackage('libc6', { arch: 'i386' })];
  const first = pendingSince({ packages }, {}, 't1');
  expect(first).toEqual({ 'constructor:amd64': 't1', 'libc6:i386': 't1' });
});
