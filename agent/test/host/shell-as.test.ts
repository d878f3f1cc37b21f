import { expect, test } from 'vitest';
import { shellAs } from '../../src/host/shell-as.ts';

const NOBODY = { uid: 65534, gid: 65534 };

test.runIf(process.geteuid?.() === 0)('is that user and in no other group', async () => {
  expect(await shellAs(NOBODY, 'id -u; id -G', [])).toBe('65534\n65534\n');
});

test('gets its arguments and its text as they are, and our environment not at all', async () => {
  process.env['SU_TEST_SHELL'] = 'x';
  const script = 'printf %s. "$1"; cat; printf %s "$SU_TEST_SHELL"';
  expect(await shellAs(NOBODY, script, ['a "b" $c'], { text: 'one\ntwo' })).toBe('a "b" $c.one\ntwo');
});

test('a script that fails is told in its own words, and one that says too much is ended', async () => {
  await expect(shellAs(NOBODY, 'echo no room >&2; exit 3', [])).rejects.toThrow(/^no room$/);
  await expect(shellAs(NOBODY, 'yes', [], { maxBytes: 1000 })).rejects.toThrow();
});
