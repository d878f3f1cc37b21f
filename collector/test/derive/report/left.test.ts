import { ErrorKind, type RunResult, valuesOf } from '@suivi/shared';
import { expect, it } from 'vitest';
import { renderReport } from '../../../src/derive/index.ts';
import { factsOf, sectionOf } from './support.ts';

const left = (result: Partial<RunResult>) => sectionOf(renderReport(factsOf(result)), 'What is left to do');

it.for(valuesOf(ErrorKind))('%s has a next step', (errorKind) => {
  const [first] = left({ status: 'error', errorKind, errorMessage: 'It failed.' });
  expect(first).toMatch(/^1\. \w.+\.$/);
});

it('an error without a kind has one too', () => {
  expect(left({ status: 'error' })[0]).toMatch(/^1\. Look at the log/);
});

it.for<[string, Partial<RunResult>, string[]]>([
  ['nothing', {}, ['Nothing.']],
  [
    'a dpkg that is not in order after a run that says nothing of it',
    { status: 'warning', dpkg: { ok: false, problem: 'nginx is half-configured.' } },
    ['1. dpkg is not in order (nginx is half-configured.): run `apt_repair`.'],
  ],
  [
    'a repair that the kind of failure names already',
    { status: 'error', errorKind: 'dpkg_interrupted', dpkg: { ok: false } },
    ['1. dpkg was interrupted before. Run `apt_repair`, then ask for the action again.'],
  ],
  [
    'conffiles',
    {
      conffiles: [
        { path: '/etc/a_b', package: 'a', decision: 'kept', other: '/etc/a_b.dpkg-dist' },
        { path: '/etc/c', package: 'c', decision: 'kept', other: null },
        { path: '/etc/d', package: 'd', decision: 'replaced', other: '/etc/d.dpkg-old' },
      ],
    },
    [
      '1. Compare /etc/a\\_b with /etc/a\\_b.dpkg-dist, take over what is needed, and delete the latter.',
      '2. See whether /etc/c still fits the new version of its package.',
    ],
  ],
  [
    'services to restart and services that failed',
    { services: { toRestart: ['cron.service', 'ssh.service'], restarted: [], failed: ['x.service'] } },
    [
      '1. Look at why these services failed: x.service.',
      '2. Restart services that still run the old versions, with `services_restart`: cron.service, ssh.service.',
    ],
  ],
  [
    'services of which nothing is known',
    { services: { toRestart: null, restarted: [], failed: [] } },
    [
      '1. Which services still run old versions cannot be told here: install needrestart on the machine to know.',
    ],
  ],
  [
    'a reboot without a reason',
    { reboot: { required: true, reasons: [] } },
    ['1. Reboot the machine, with `reboot`: it asks for it.'],
  ],
])('%s', ([, result, expected]) => {
  expect(left(result)).toEqual(expected);
});
