import { describe, expect, it } from 'vitest';
import { configuredPath, parseConfig, setting, settings } from '../../../src/probe/packages/parse-config.ts';
import { parseReleaseHead } from '../../../src/probe/packages/parse-release-file.ts';
import { parseDeb822Sources, parseListSources } from '../../../src/probe/packages/parse-source-file.ts';
import { lines } from './support.ts';

describe("apt's settings", () => {
  const config = parseConfig(
    lines(`Dir "/";
Dir::State "var/lib/apt";
Dir::State::lists "lists/";
Dir::State::status "/srv/status";
Dir::Etc "etc/apt/";
Dir::Etc::parts "apt.conf.d";
APT::Default-Release "";
APT::Architectures "";
APT::Architectures:: "amd64";
APT::Architectures:: "i386";
not a setting`),
  );

  it.each([
    ['Dir::State::lists', '/var/lib/apt/lists/'],
    ['Dir::State::status', '/srv/status'],
    ['dir::etc::parts', '/etc/apt/apt.conf.d'],
  ])('%s is %s', async (name, path) => expect(configuredPath(await config, name)).toBe(path));

  it('are single values or lists', async () => {
    expect(settings(await config, 'APT::Architectures')).toEqual(['amd64', 'i386']);
    expect(setting(await config, 'APT::Default-Release')).toBe('');
    expect(setting(await config, 'Nowhere')).toBe('');
  });

  it('put everything below RootDir', async () => {
    const chrooted = await parseConfig(['Dir "/";', 'RootDir "/mnt/x";', 'Dir::State "var/lib/apt";']);
    expect(configuredPath(chrooted, 'Dir::State')).toBe('/mnt/x/var/lib/apt');
  });
});

describe('a sources file', () => {
  it('has stanzas, some of them disabled', () => {
    const stanzas = parseDeb822Sources(`# a comment
Types: deb deb-src
URIs: http://a.example/debian
 http://b.example/debian
Suites: x x-updates
# in between
Components: main contrib
Signed-By:
 -----BEGIN PGP PUBLIC KEY BLOCK-----
 .
 mQINBF

Enabled: no
Types: deb
URIs: http://c.example
Suites: y
Check-Valid-Until: no
`);
    expect(stanzas).toEqual([
      {
        types: ['deb', 'deb-src'],
        uris: ['http://a.example/debian', 'http://b.example/debian'],
        suites: ['x', 'x-updates'],
        components: ['main', 'contrib'],
        enabled: true,
        checkValidUntil: true,
      },
      expect.objectContaining({ enabled: false, suites: ['y'], checkValidUntil: false }),
    ]);
  });

  it('has lines in the older form', () => {
    const text = `# deb http://off.example x main
deb [arch=amd64 check-valid-until=no] http://a.example/debian x main contrib # why
deb-src http://a.example/debian x main
deb http://flat.example ./
nonsense`;
    expect(
      parseListSources(text).map(({ types, suites, components, checkValidUntil }) => [
        types,
        suites,
        components,
        checkValidUntil,
      ]),
    ).toEqual([
      [['deb'], ['x'], ['main', 'contrib'], false],
      [['deb-src'], ['x'], ['main'], true],
      [['deb'], ['./'], [], true],
    ]);
  });
});

it('reads the head of a Release file', () => {
  const head = parseReleaseHead(`-----BEGIN PGP SIGNED MESSAGE-----
Hash: SHA256

Origin: Debian Backports
Date: Sat, 17 May 2025 08:53:31 UTC
Valid-Until: Sat, 24 May 2025 08:53:31 UTC
NotAutomatic: yes
`);
  expect(head).toEqual({
    date: Date.UTC(2025, 4, 17, 8, 53, 31),
    validUntil: Date.UTC(2025, 4, 24, 8, 53, 31),
    notAutomatic: true,
  });
  expect(parseReleaseHead('Date: whenever\n')).toEqual({ date: null, validUntil: null, notAutomatic: false });
});
