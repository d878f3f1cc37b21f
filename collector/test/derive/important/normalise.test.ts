import { expect, it } from 'vitest';
import { normalised } from '../../../src/derive/important/normalise.ts';

it.for([
  ['Only 12 MB left on /var/cache/apt', 'Only # MB left on <path>'],
  ["conffile '/etc/nginx/nginx.conf', kept", "conffile '<path>', kept"],
  ['valid for another 1d 2h 59min 59s', 'valid for another #d #h #min #s'],
  ['[IP: 151.101.130.132 80]', '[IP: # #]'],
  ['on 2026-11-23T10:15:30.250Z', 'on #-#-#T#Z'],
  ['NO_PUBKEY 0E98404D386FA1D9', 'NO_PUBKEY 0E98404D386FA1D9'],
  ['process 12345678 holds it', 'process # holds it'],
  ['http://deb.example/debian bookworm InRelease', 'http://deb.example/debian bookworm InRelease'],
  ['  spaced \t out\n', 'spaced out'],
])('%j becomes %j', ([text, expected]) => {
  expect(normalised(text!)).toBe(expected);
});
