import { runSeed, seeded } from '@suivi/testkit';
import { describe, expect, test } from 'vitest';
import { findTells, hasSign, redact } from '../../src/domain/redact.ts';

const stars = (secret: string) => '*'.repeat(secret.length);

function hasTell(text: string): boolean {
  let isFound = false;
  findTells(text, () => {
    isFound = true;
    return text.length;
  });
  return isFound;
}

/** Of these, in any order, all signs of secrets can be made. */
const FRAGMENTS = [
  ...[
    '://',
    'user:pass',
    '@',
    'host',
    ' ',
    '/',
    'authorization',
    'Bearer',
    'PASSW',
    'ord',
    'phrase',
    'Secret',
  ],
  ...[
    'toKen',
    'api_',
    'key',
    'credential',
    '?',
    '&',
    'sig',
    'auth',
    'code',
    'x-amz',
    '=',
    'gh',
    'o',
    'p',
    's',
  ],
  ...['u', 'r', '_', 'github', '_pat_', 'glpat', '-', 'xox', 'b', 'sk', 'AKIA', 'su', 'abc', 'eyJ', '\u00e9'],
];

test('no sign of a secret is without a tell', () => {
  const seed = runSeed();
  console.log(`seed ${seed} (SU_TEST_SEED=${seed} repeats this run)`);
  const random = seeded(seed);
  const signs = Array.from({ length: 20_000 }, () => {
    const pieces = Array.from(
      { length: 1 + Math.floor(random() * 6) },
      () => FRAGMENTS[Math.floor(random() * FRAGMENTS.length)],
    );
    return pieces.join('');
  }).filter(hasSign);
  expect(signs.length).toBeGreaterThan(1000);
  expect(signs.filter((text) => !hasTell(text))).toEqual([]);
});

describe('secrets', () => {
  const cases: [text: string, ...secrets: string[]][] = [
    ['Get:1 https://user:p%40ss@mirror.example/debian trixie InRelease', 'user:p%40ss'],
    ['deb http://user:a@b@mirror.example/debian ./', 'user:a@b'],
    ['Err https://token@mirror.example x', 'token'],
    ['two: http://a:b@one.example ftp://c:d@two.example', 'a:b', 'c:d'],
    ['Authorization: Basic dXNlcjpwYXNz', 'dXNlcjpwYXNz'],
    ['authorization: Bearer abc.def-ghi', 'abc.def-ghi'],
    ['curl -H "Authorization: Bearer 0123456789abcdef"', '0123456789abcdef'],
    ['password=hunter2', 'hunter2'],
    ['Password: hunter2', 'hunter2'],
    ['{"password":"hunter2","user":"x"}', 'hunter2'],
    ["DB_PASSWORD='hunter2' ./run", 'hunter2'],
    ['api_key = 12345', '12345'],
    ['mysql --password=hunter2 --host=x', 'hunter2'],
    ['tool --token abcdef', 'abcdef'],
    ['machine host login root password hunter2', 'hunter2'],
    ['https://host/path?sig=abcd&x=1&token=efgh', 'abcd', 'efgh'],
    ['remote: ghp_0123456789abcdefABCDEF', 'ghp_0123456789abcdefABCDEF'],
    ['id eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln', 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln'],
    ['caf\u00e9 password=\u00e9t\u00e9', '\u00e9t\u00e9'],
  ];
  test.each(cases)('%s', (text, ...secrets) => {
    const expected = secrets.reduce((rest, secret) => rest.replace(secret, stars(secret)), text);
    expect(redact(text)).toBe(expected);
    expect(redact(redact(text))).toBe(expected);
    expect(hasSign(text)).toBe(true);
    expect(hasTell(text)).toBe(true);
  });
});

describe('ordinary lines stay as they are', () => {
  test.each([
    'Get:1 http://deb.debian.org/debian trixie InRelease [140 kB]',
    'Selecting previously unselected package passwd:amd64.',
    'Setting up passwd (1:4.13+dfsg1-1) ...',
    'Unpacking libsecret-1-0:amd64 (0.20.5-3) over (0.20.4-2) ...',
    'dpkg: error processing package a@b (--configure):',
    'mail root@localhost about http://host/path',
    "E: The repository 'http://host/debian x Release' does not have a Release file.",
  ])('%s', (line) => expect(redact(line)).toBe(line));
});

test('a hostile line of 64 KiB takes no noticeable time', () => {
  for (const piece of [
    'a.',
    '://',
    'eyJ-',
    'eyJ.',
    'password ',
    'login a ',
    'bearer ',
    '@',
    '-su_',
    'su',
    '?key=',
  ]) {
    const line = piece.repeat(Math.floor(65_536 / piece.length));
    const before = process.cpuUsage();
    expect(redact(line)).toHaveLength(line.length);
    hasSign(line);
    findTells(line, (at) => at + 1);
    expect(process.cpuUsage(before).user / 1000, piece).toBeLessThan(500);
  }
});
