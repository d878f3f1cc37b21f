import type { SuiteSpec } from '../archive/archive.ts';
import type { SigningKey } from '../archive/key.ts';

const DAY = 24 * 60 * 60 * 1000;

/** Suites that apt must refuse; the names are the suites' names. */
export function damagedSuites(stranger: SigningKey): SuiteSpec[] {
  const suite = (name: string, rest: Partial<SuiteSpec>): SuiteSpec => ({
    name,
    suite: name,
    origin: 'Lab',
    label: 'Lab',
    packages: [{ name: 'lab-app', version: '1.2' }],
    ...rest,
  });
  const longAgo = new Date('2024-01-01T00:00:00Z');
  return [
    suite('expired', { date: longAgo, validUntil: new Date(longAgo.getTime() + 7 * DAY) }),
    suite('future', { date: new Date('2100-01-01T00:00:00Z') }),
    suite('stranger', { signWith: stranger }),
    suite('corrupt-index', { damage: 'index' }),
    suite('corrupt-deb', { damage: 'deb' }),
    suite('missing-deb', { damage: 'missing-deb' }),
  ];
}
