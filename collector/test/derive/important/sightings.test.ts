import { type AptSource, ErrorKind, type RunResult, type UpdateSnapshot, valuesOf } from '@suivi/shared';
import { describe, expect, it } from 'vitest';
import { messageRules } from '../../../src/derive/index.ts';
import type { Incoming } from '../../../src/domain/ingest.ts';
import { Speaker } from '../../store/support/messages.ts';

const speaker = new Speaker('m1');
const run = (change: Partial<RunResult>) => {
  const { message } = speaker.finished(
    0,
    { executionId: 'e1', jobId: 'j1' },
    { action: 'apt_upgrade', ...change },
  );
  return messageRules.ofRun((message as Extract<Incoming['message'], { type: 'execution_finished' }>).result);
};
const analysis = (apt: Partial<UpdateSnapshot['apt']>) => {
  const { message } = speaker.apt(0, { apt });
  return messageRules.ofAnalysis(
    (message as Extract<Incoming['message'], { type: 'snapshot' }>).payload as UpdateSnapshot,
  );
};
const source = (change: Partial<AptSource>): AptSource => ({
  uri: 'http://deb.example/debian',
  suite: 'stable',
  components: ['main'],
  enabled: true,
  lastSuccessAt: null,
  ok: true,
  ...change,
});
const said = ({ notices }: ReturnType<typeof run>) =>
  notices.map(({ category, packageName, component, message }) => [category, packageName, component, message]);

describe('a run', () => {
  it('in which nothing is to be read shows nothing, and has looked', () => {
    expect(run({})).toEqual({ observedBy: 'apt_upgrade', looked: true, notices: [] });
  });

  it('tells of packages that failed, once, with their last lines', () => {
    const seen = run({
      status: 'error',
      errorKind: 'package_script_failed',
      errorMessage: 'nginx: its postinst ended with exit code 1.',
      failures: [{ name: 'nginx', message: 'Its postinst ended with exit code 1.', lines: ['bind: in use'] }],
      importantLines: ['E: Sub-process /usr/bin/dpkg returned an error code (1)'],
      dpkg: { ok: false, problem: 'nginx is half-configured.' },
    });
    expect(said(seen)).toEqual([
      ['error', 'nginx', null, 'Its postinst ended with exit code 1.'],
      ['dpkg', null, 'dpkg', 'nginx is half-configured.'],
    ]);
    expect(seen.notices[0]!.payload).toEqual({ lines: ['bind: in use'] });
  });

  it('tells of kept conffiles and where the new one lies, and not of replaced ones', () => {
    const conffile = { package: 'nginx', other: '/etc/nginx/nginx.conf.dpkg-dist' };
    const seen = run({
      conffiles: [
        { ...conffile, path: '/etc/nginx/nginx.conf', decision: 'kept' },
        { ...conffile, path: '/etc/nginx/other.conf', decision: 'kept', other: null },
        { ...conffile, path: '/etc/nginx/mime.types', decision: 'replaced' },
      ],
    });
    expect(said(seen).map(([category, name, component]) => [category, name, component])).toEqual([
      ['conffile', 'nginx', '/etc/nginx/nginx.conf'],
      ['conffile', 'nginx', '/etc/nginx/other.conf'],
    ]);
    expect(seen.notices[0]!.message).toContain('/etc/nginx/nginx.conf.dpkg-dist');
  });

  it('tells of a source once, although lines say it again, and still of what will break there', () => {
    const seen = run({
      action: 'apt_refresh',
      status: 'warning',
      errorKind: 'source_failed',
      sources: [
        { uri: 'http://bad.example/', suite: 'stable', ok: false, error: '404  Not Found' },
        { uri: 'http://deb.example/', suite: 'stable', ok: true },
      ],
      importantLines: [
        "E: The repository 'http://bad.example stable Release' does not have a Release file.",
        'W: Some index files failed to download. They have been ignored, or old ones used instead.',
        'W: http://bad.example/dists/stable/InRelease: Key is stored in legacy trusted.gpg keyring',
      ],
    });
    expect(said(seen).map(([category, , component]) => [category, component])).toEqual([
      ['source', 'http://bad.example stable'],
      ['future_major_change', 'http://bad.example stable'],
    ]);
  });

  it('tells of services that failed', () => {
    const services = { toRestart: [], restarted: [], failed: ['ssh.service'] };
    const seen = run({ action: 'services_restart', status: 'error', errorKind: 'services_failed', services });
    expect(seen.notices).toMatchObject([{ source: 'system', category: 'error', component: 'ssh.service' }]);
  });

  it('that failed always says so', () => {
    const seen = run({ status: 'error', errorKind: 'plan_changed', errorMessage: 'The plan has changed.' });
    expect(said(seen)).toEqual([['error', null, 'plan_changed', 'The plan has changed.']]);
    expect(run({ action: 'reboot', status: 'error' }).notices).toMatchObject([
      { source: 'system', message: 'reboot failed.' },
    ]);
  });

  it('has looked when it came as far as apt, and not when it was refused before', () => {
    const looked = valuesOf(ErrorKind).filter((errorKind) => run({ status: 'error', errorKind }).looked);
    expect(looked.sort()).toEqual([
      'apt_failed',
      'download_failed',
      'dpkg_failed',
      'package_script_failed',
      'post_install_failed',
      'reboot_failed',
      'services_failed',
      'source_failed',
      'unmet_dependencies',
    ]);
    expect(run({ status: 'warning', errorKind: 'source_failed' }).looked).toBe(true);
  });

  it('that complains without end is told up to a bound, each thing once', () => {
    const importantLines = Array.from({ length: 500 }, (_, i) => `W: ${'x'.repeat(i % 250)} ${i}`);
    expect(run({ importantLines }).notices).toHaveLength(100);
    expect(run({ importantLines: ['W: a 1', 'W: a 2'] }).notices).toHaveLength(1);
  });
});

describe('an analysis', () => {
  it('of a machine that is well shows nothing', () => {
    expect(analysis({})).toEqual({ observedBy: 'refresh', looked: true, notices: [] });
  });

  it.for<[string, Partial<AptSource>, string, string]>([
    ['failed', { ok: false, error: '404  Not Found' }, 'source', 'source_failed'],
    [
      'expired',
      { ok: false, error: 'The lists expired on 2026-11-20T00:00:00.000Z.' },
      'source',
      'source_expired',
    ],
    [
      'not signed by a known key',
      { ok: false, error: 'NO_PUBKEY 0E98404D386FA1D9' },
      'missing_key',
      'missing_key',
    ],
    ['about to expire', { validUntil: '2026-11-24T00:00:00.000Z' }, 'source', 'source_expiring'],
    ['an archive', { uri: 'http://archive.debian.org/debian/' }, 'source', 'source_legacy'],
    ['an archive of Ubuntu', { uri: 'https://old-releases.ubuntu.com/ubuntu' }, 'source', 'source_legacy'],
  ])('tells of a source that is %s', ([, change, category, code]) => {
    expect(analysis({ sources: [source(change)] }).notices).toMatchObject([{ category, payload: { code } }]);
  });

  it.for<[string, Partial<AptSource>]>([
    ['disabled', { ok: false, enabled: false, error: '404' }],
    ['unknown', { ok: null }],
    ['valid for long', { validUntil: '2026-11-29T00:00:00.000Z' }],
  ])('tells nothing of a source that is %s', ([, change]) => {
    expect(analysis({ sources: [source(change)] }).notices).toEqual([]);
  });

  it('tells of dpkg and of apt when they are not well', () => {
    const seen = analysis({
      dpkg: { ok: false, problem: 'nginx is half-configured.' },
      problem: { code: 'sources_malformed', message: 'A source cannot be read.' },
    });
    expect(said(seen)).toEqual([
      ['error', null, 'sources_malformed', 'A source cannot be read.'],
      ['dpkg', null, 'dpkg', 'nginx is half-configured.'],
    ]);
    expect(seen.looked).toBe(false);
  });

  it('and a run that name the same dpkg problem, source or key name one thing', () => {
    const { notices: of } = analysis({ sources: [source({ ok: false, error: '404' })], dpkg: { ok: false } });
    const again = run({
      sources: [{ uri: 'http://deb.example/debian/', suite: 'stable', ok: false, error: '404' }],
      dpkg: { ok: false },
    }).notices;
    const names = (notices: typeof of) => notices.map(({ fingerprint }) => fingerprint).sort();
    expect(names(again)).toEqual(names(of));
  });
});
