import { describe, expect, test } from 'vitest';
import { findSign, redact } from '../../src/domain/redact.ts';

const stars = (secret: string) => '*'.repeat(secret.length);

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
    expect(findSign(text, 0)).toBeGreaterThanOrEqual(0);
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
    for (let at = 0; at >= 0; ) at = findSign(line, at + 1);
    expect(process.cpuUsage(before).user / 1000, piece).toBeLessThan(500);
  }
});
