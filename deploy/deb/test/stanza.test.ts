import { expect, test } from 'vitest';
import { formatStanza } from '../src/stanza.ts';

test.each([
  ['a plain field', { Package: 'lab-app' }, 'Package: lab-app\n'],
  ['no value', { Package: 'lab-app', Depends: undefined }, 'Package: lab-app\n'],
  ['further lines', { Description: 'one\ntwo\n\nthree' }, 'Description: one\n two\n .\n three\n'],
  ['a value that begins on the next line', { SHA256: '\naa 1 x\nbb 2 y' }, 'SHA256:\n aa 1 x\n bb 2 y\n'],
])('%s', (_, fields, text) => {
  expect(formatStanza(fields)).toBe(text);
});
