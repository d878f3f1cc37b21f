import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import type { OwnCa } from '../../../src/domain/repository.ts';
import { appWith, emptyRepository } from '../support/app.ts';

const PUBLIC_KEY = '-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nxjMEXgvn\n-----END PGP PUBLIC KEY BLOCK-----\n';
const repository = { ...emptyRepository, publicKey: PUBLIC_KEY };

async function scriptFor(headers: Record<string, string>, deps: Parameters<typeof appWith>[0] = {}) {
  const app = appWith({ repository, ...deps });
  const answer = await app.inject({ url: '/install.sh', headers });
  await app.close();
  return answer;
}

/** Lets sh read the script up to the call of main, and then run this. */
const within = (script: string, then: string) =>
  spawnSync('sh', { input: script.replace('main "$@"', then), encoding: 'utf8' });

describe('the address in the script', () => {
  test.each([
    ['what the request came to', { host: 'suivi.example:8787' }, {}, 'http://suivi.example:8787'],
    ['an IPv6 address', { host: '[fd00::1]:8787' }, {}, 'http://[fd00::1]:8787'],
    [
      'what a proxy says that is believed',
      { host: 'inner', 'x-forwarded-host': 'suivi.example', 'x-forwarded-proto': 'https' },
      { trustProxy: ['127.0.0.1'] },
      'https://suivi.example',
    ],
    [
      'not what anybody says',
      { host: 'inner', 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'https' },
      {},
      'http://inner',
    ],
    [
      'what is configured',
      { host: 'inner' },
      { publicUrl: 'https://suivi.example/fleet' },
      'https://suivi.example/fleet',
    ],
  ])('is %s', async (_what, headers, deps, base) => {
    const { statusCode, body, headers: answered } = await scriptFor(headers, deps);
    expect(statusCode).toBe(200);
    expect(answered['content-type']).toMatch(/^text\/x-shellscript/);
    expect(within(body, 'printf "%s" "$base"').stdout).toBe(base);
  });

  test.each(["x'; touch /tmp/owned; '", 'x$(id)', 'x y', 'x/../y'])('is never %j', async (host) => {
    const answer = await scriptFor({ host });
    expect(answer.statusCode).toBe(400);
    expect(answer.json()).toMatchObject({
      code: 'bad_request',
      next: expect.stringContaining('SU_PUBLIC_URL'),
    });
  });
});

test("the source trusts the collector's key alone, which stands in it", async () => {
  const { body } = await scriptFor({ host: 'suivi.example' });
  expect(within(body, 'source_text').stdout).toBe(
    'Types: deb\nURIs: http://suivi.example/apt\nSuites: stable\nComponents: main\nSigned-By:\n' +
      ' -----BEGIN PGP PUBLIC KEY BLOCK-----\n .\n xjMEXgvn\n -----END PGP PUBLIC KEY BLOCK-----\n',
  );
});

test('a collector with an authority of its own gives it along', async () => {
  const ca: OwnCa = {
    pem: '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n',
    pin: 'sha256//AAAA',
    fingerprint: 'AA:AA',
  };
  const { body } = await scriptFor({ host: 'suivi.example' }, { ownCa: () => ca });
  expect(within(body, 'printf "%s\\n" "$ca"').stdout).toBe(ca.pem);
});

test('the script has nothing left to fill in, and arrives whole or does nothing', async () => {
  const { body } = await scriptFor({ host: 'suivi.example' });
  expect(body).not.toMatch(/@[A-Z]+@/);
  const cut = body.slice(0, body.lastIndexOf('main "$@"'));
  const { stdout, stderr, status } = spawnSync('sh', { input: cut, encoding: 'utf8' });
  expect({ stdout, stderr, status }).toEqual({ stdout: '', stderr: '', status: 0 });
});

test.each([['an unknown option', ['--force'], 2, /Only --dry-run/]])(
  '%s is refused',
  async (_what, args, code, sentence) => {
    const { body } = await scriptFor({ host: 'suivi.example' });
    const { status, stderr } = spawnSync('sh', ['-s', '--', ...args], { input: body, encoding: 'utf8' });
    expect([status, stderr]).toEqual([code, expect.stringMatching(sentence)]);
  },
);
