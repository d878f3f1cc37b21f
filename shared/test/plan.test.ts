import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { type PlanStep, planHash } from '../src/plan.ts';

const lib: PlanStep = { operation: 'upgrade', name: 'lib', arch: 'amd64', from: '1.0', to: '1.1' };
const app: PlanStep = { operation: 'install', name: 'app', arch: 'all', from: null, to: '2.0' };

test('a plan is a set: order and repetition do not matter', () => {
  expect(planHash([lib, app])).toBe(planHash([app, lib, lib]));
});

test.each([
  ['operation', { ...lib, operation: 'downgrade' }],
  ['architecture', { ...lib, arch: 'i386' }],
  ['old version', { ...lib, from: '0.9' }],
  ['new version', { ...lib, to: '1.2' }],
  ['name', { ...lib, name: 'lib2' }],
] as [string, PlanStep][])('another %s is another plan', (_what, step) => {
  expect(planHash([step, app])).not.toBe(planHash([lib, app]));
});

test('the hashed text is part of the protocol: it does not change with a release', () => {
  const text =
    '[{"arch":"all","from":null,"name":"app","operation":"install","to":"2.0"},' +
    '{"arch":"amd64","from":"1.0","name":"lib","operation":"upgrade","to":"1.1"}]';
  expect(planHash([lib, app])).toBe(createHash('sha256').update(text).digest('hex'));
});

test('members that a later release adds do not count', () => {
  expect(planHash([{ ...lib, note: 'x' } as PlanStep])).toBe(planHash([lib]));
});
