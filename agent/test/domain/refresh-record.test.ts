import { expect, it } from 'vitest';
import { sourceKey, withoutCredentials } from '../../src/domain/refresh-record.ts';

it.each([
  ['https://user:secret@deb.example.org/debian/', 'https://deb.example.org/debian/'],
  ['https://token@deb.example.org', 'https://deb.example.org'],
  ['https://deb.example.org/a@b', 'https://deb.example.org/a@b'],
  ['copy:/srv/archive', 'copy:/srv/archive'],
  ['mirror+file:/etc/apt/mirrors.txt', 'mirror+file:/etc/apt/mirrors.txt'],
])('%s travels as %s', (uri, bare) => expect(withoutCredentials(uri)).toBe(bare));

it('takes a suite with and without the final slash, and with and without credentials, as the same', () => {
  const key = sourceKey({ uri: 'https://deb.example.org/debian', suite: 'stable' });
  expect(sourceKey({ uri: 'https://u:p@deb.example.org/debian/', suite: 'stable' })).toBe(key);
  expect(sourceKey({ uri: 'https://deb.example.org/debian', suite: 'stable-updates' })).not.toBe(key);
});
