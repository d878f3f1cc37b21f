import { describe, expect, it } from 'vitest';
import { effectiveStatus } from '../../src/derive/index.ts';
import type { AptFacts } from '../../src/domain/apt-facts.ts';
import type { Failure } from '../../src/domain/failures.ts';
import type { MachineView } from '../../src/domain/queries.ts';
import type { ExecutionRow } from '../../src/domain/rows.ts';
import { newMachine } from '../../src/store/machines/new-machine.ts';
import { newState } from '../../src/store/state/machine-state.ts';

const now = new Date('2026-11-23T12:00:00.000Z');
const ago = (minutes: number): string => new Date(now.getTime() - minutes * 60_000).toISOString();
const DAY = 24 * 60;

const source = {
  uri: 'http://deb.example/debian',
  suite: 'stable',
  enabled: true,
  ok: true,
  lastSuccessAt: ago(60),
};

interface Change {
  facts?: Partial<AptFacts>;
  snapshot?: Partial<NonNullable<MachineView['apt']>['snapshot']>;
  state?: Partial<MachineView['state']>;
  machine?: Partial<MachineView['machine']>;
  presence?: Partial<MachineView['presence']>;
  lastExecution?: Partial<ExecutionRow>;
  failures?: Partial<Failure>[];
  apt?: null;
}

const failed: Failure = {
  id: 'e',
  machineId: 'm',
  action: 'apt_upgrade',
  errorKind: 'package_script_failed',
  errorMessage: null,
  finishedAt: ago(40),
  finishedSeq: 1,
  acknowledgedAt: null,
};

/** A machine of which all is well, but for what is given. */
const view = ({
  facts,
  snapshot,
  state,
  machine,
  presence,
  lastExecution,
  failures = [],
  apt,
}: Change): MachineView => ({
  machine: { ...newMachine('m', 'web-1', 'web-1', ago(DAY)), lastSeenAt: ago(0), ...machine },
  state: { ...newState('m', ago(0)), status: 'ok', ...state },
  presence: {
    connected: true,
    connectedSince: ago(90),
    address: null,
    agentVersion: null,
    clockSkewMs: 0,
    ...presence,
  },
  tags: [],
  apt:
    apt === null
      ? null
      : {
          snapshot: {
            id: 's',
            machineId: 'm',
            kind: 'apt_update_analyze',
            schemaVersion: 1,
            checkedAt: ago(30),
            status: 'ok',
            importantJson: null,
            rawLogPath: null,
            rawArtifactId: null,
            sourceJobId: null,
            receivedAt: ago(30),
            lastConfirmedAt: null,
            confirmedReceivedAt: null,
            contentHash: '',
            ...snapshot,
          },
          facts: {
            count: 0,
            securityCount: 0,
            sources: [source],
            dpkg: { ok: true },
            rebootRequired: false,
            ...facts,
          },
        },
  running: null,
  lastExecution: lastExecution
    ? ({
        action: 'apt_refresh',
        status: 'ok',
        finishedAt: ago(40),
        errorMessage: null,
        ...lastExecution,
      } as ExecutionRow)
    : null,
  failures: failures.map((failure) => ({ ...failed, ...failure })),
});

describe('effectiveStatus', () => {
  it.for<[string, Change, string, string[], string | null]>([
    ['all is well', {}, 'ok', [], ago(30)],
    ['updates', { facts: { count: 2 } }, 'updates_available', ['updates_available'], ago(30)],
    ['nothing reported yet', { apt: null }, 'unknown', ['never_analysed'], ago(DAY)],
    [
      'running',
      { state: { runningJobId: 'j' }, facts: { dpkg: { ok: false } } },
      'running',
      ['action_running'],
      null,
    ],
    ['a failed run', { failures: [{}] }, 'error', ['execution_failed'], ago(40)],
    [
      'a failed run that a run of another kind follows',
      { failures: [{}], lastExecution: { status: 'ok', finishedAt: ago(35) } },
      'error',
      ['execution_failed'],
      ago(40),
    ],
    [
      'failed runs of two actions, one of them twice',
      {
        failures: [
          { action: 'apt_refresh', finishedAt: ago(20) },
          { finishedAt: ago(30), errorKind: 'lock_timeout' },
          { finishedAt: ago(50) },
        ],
      },
      'error',
      ['execution_failed', 'execution_failed'],
      ago(30),
    ],
    [
      'a failed run that a person has taken note of',
      { failures: [{ acknowledgedAt: ago(5) }], facts: { count: 2 } },
      'updates_available',
      ['updates_available'],
      ago(30),
    ],
    [
      'a failed run that a person has taken note of, before the analysis that follows it',
      { state: { status: 'unknown' }, lastExecution: {}, failures: [{ acknowledgedAt: ago(5) }] },
      'unknown',
      ['analysis_awaited'],
      ago(40),
    ],
    ['a run that went well', { lastExecution: { status: 'ok' } }, 'ok', [], ago(30)],
    [
      'the analysis after a run is to come',
      { state: { status: 'unknown' }, lastExecution: {}, facts: { count: 2 } },
      'unknown',
      ['analysis_awaited'],
      ago(40),
    ],
    [
      'a doubt is shown while an analysis is to come',
      { state: { status: 'unknown' }, lastExecution: {}, facts: { dpkg: { ok: false } } },
      'warning',
      ['dpkg_problem'],
      ago(30),
    ],
    [
      'apt cannot be asked',
      { snapshot: { status: 'error' }, facts: { problem: { code: 'sources_malformed', message: 'E: x' } } },
      'error',
      ['sources_malformed'],
      ago(30),
    ],
    [
      'a failed source',
      { facts: { count: 1, sources: [source, { ...source, ok: false }] } },
      'warning',
      ['sources_failed'],
      ago(30),
    ],
    [
      'a failed source that is disabled',
      { facts: { sources: [source, { ...source, ok: false, enabled: false }] } },
      'ok',
      [],
      ago(30),
    ],
    [
      'an unknown source',
      { facts: { sources: [{ ...source, ok: null, lastSuccessAt: null }] } },
      'warning',
      ['sources_unknown'],
      ago(30),
    ],
    ['no source', { facts: { sources: [] } }, 'warning', ['no_sources'], ago(30)],
    [
      'lists of 25 hours',
      { facts: { sources: [{ ...source, lastSuccessAt: ago(25 * 60) }] } },
      'warning',
      ['lists_old'],
      ago(60),
    ],
    ['dpkg', { facts: { count: 1, dpkg: { ok: false } } }, 'warning', ['dpkg_problem'], ago(30)],
    [
      'a warning that says no more',
      { snapshot: { status: 'warning' } },
      'warning',
      ['analysis_warning'],
      ago(30),
    ],
    [
      'a machine that does not know',
      { snapshot: { status: 'unknown' }, facts: { count: 1 } },
      'unknown',
      ['analysis_unknown'],
      ago(30),
    ],
    ['a clock 59 s ahead', { presence: { clockSkewMs: 59_000 } }, 'ok', [], ago(30)],
    ['a clock 61 s behind', { presence: { clockSkewMs: -61_000 } }, 'warning', ['clock_skew'], ago(90)],
    ['silence', { machine: { lastSeenAt: ago(11) } }, 'warning', ['silent'], ago(1)],
    ['quarantine', { machine: { quarantine: '{}' }, apt: null }, 'warning', ['quarantined'], null],
    [
      'several doubts',
      {
        facts: { sources: [{ ...source, ok: false }], dpkg: { ok: false } },
        machine: { lastSeenAt: ago(60) },
      },
      'warning',
      ['sources_failed', 'dpkg_problem', 'silent'],
      ago(50),
    ],
  ])('%s', ([, change, status, codes, since]) => {
    const effective = effectiveStatus(view(change), now);
    expect(effective.status).toBe(status);
    expect(effective.statusReasons.map(({ code }) => code)).toEqual(codes);
    expect(effective.statusSince).toBe(since);
  });

  it('says whether it was the last run that failed', () => {
    const failures = [{ errorMessage: 'openssl failed.' }];
    const message = (lastExecution: Partial<ExecutionRow>) =>
      effectiveStatus(view({ failures, lastExecution }), now).statusReasons[0]?.message;
    expect(message({ id: 'e' })).toBe('The last run, apt_upgrade, failed: openssl failed.');
    expect(message({ id: 'f' })).toBe(
      `apt_upgrade failed at ${ago(40)}, and no later run has made up for it: openssl failed.`,
    );
  });

  it('measures the age of the lists without the skew of the machine, and counts from the last confirmation', () => {
    const year = 365 * DAY;
    const skewed = {
      checkedAt: ago(30 + year),
      lastConfirmedAt: ago(10 + year),
      confirmedReceivedAt: ago(10),
    };
    const fresh = view({
      snapshot: skewed,
      facts: { sources: [{ ...source, lastSuccessAt: ago(60 + year) }] },
    });
    expect(effectiveStatus(fresh, now).status).toBe('ok');
    const old = view({
      snapshot: skewed,
      facts: { sources: [{ ...source, lastSuccessAt: ago(25 * 60 + year) }] },
    });
    expect(effectiveStatus(old, now).statusReasons).toMatchObject([{ code: 'lists_old' }]);
  });

  it('says by how much a clock is wrong', () => {
    const [reason] = effectiveStatus(
      view({ presence: { clockSkewMs: 365 * 86_400_000 } }),
      now,
    ).statusReasons;
    expect(reason?.message).toBe("The clock of the machine is 365 days ahead of the collector's.");
  });
});

describe('containers', () => {
  const docker = { dockerInstalled: 1, dockerStatus: 'ok', dockerReadAt: ago(60) } as const;
  it.for([
    [docker, 'ok', []],
    [{ ...docker, dockerUpdatesCount: 2 }, 'updates_available', ['container_updates']],
    [{ ...docker, dockerStatus: 'warning' }, 'warning', ['containers_warning']],
    [{ ...docker, dockerReadAt: ago(DAY + 1) }, 'warning', ['containers_old']],
    [{ dockerInstalled: 1, dockerStatus: 'unknown', dockerReadAt: null }, 'ok', []],
  ] as const)('%o', ([state, status, codes]) => {
    const found = effectiveStatus(view({ state }), now);
    expect(found.status).toBe(status);
    expect(found.statusReasons.map(({ code }) => code)).toEqual(codes);
  });
});
