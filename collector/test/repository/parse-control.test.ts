import { expect, test } from 'vitest';
import { parseControl } from '../../src/repository/parse-control.ts';

test.each([
  ['Package: suivi-agent\nVersion: 1:1.0~rc1-2\nArchitecture: all\n', ['suivi-agent', '1:1.0~rc1-2', 'all']],
  ['Package: suivi-agent\nVersion: one\nArchitecture: all\n', ['suivi-agent', null, 'all']],
  ['Version: 1.0\n', [null, '1.0', null]],
  [
    'Package: suivi-agent\nVersion: 1.0\nArchitecture: all\n\nPackage: libc6\nVersion: 9\n',
    [null, null, null],
  ],
  ['Package: suivi-agent\nDescription: one\n two\n .\n Version: 2\n', ['suivi-agent', null, null]],
])('%j', (text, [name, version, architecture]) => {
  expect(parseControl(text)).toEqual({ name, version, architecture });
});
