import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { verifyBytes } from '@suivi/shared';
import { temporaryDirectory } from '@suivi/testkit';
import { expect, test } from 'vitest';
import { MasterKey, readMasterKey } from '../../src/identity/master-key.ts';
import { openSigner } from '../../src/identity/signer.ts';

const KEY = '0123456789abcdefABCDEF0123456789abcdefABCDEF0123456789abcdefABCD';
const OTHER = 'f'.repeat(64);

test('what is sealed opens with the same key, and looks different each time', () => {
  const key = new MasterKey(KEY, 'SU_MASTER_KEY');
  const [once, twice] = [key.seal('päss'), key.seal('päss')];
  expect(once).not.toBe(twice);
  expect([key.open(once), key.open(twice)]).toEqual(['päss', 'päss']);
});

test('another key, or a changed byte, opens nothing', () => {
  const sealed = new MasterKey(KEY, 'SU_MASTER_KEY').seal('secret');
  const wrong = expect.objectContaining({ code: 'master_key_wrong' });
  expect(() => new MasterKey(OTHER, 'SU_MASTER_KEY').open(sealed)).toThrow(wrong);
  const bytes = Buffer.from(sealed, 'base64');
  bytes[bytes.length - 1]! ^= 1;
  expect(() => new MasterKey(KEY, 'SU_MASTER_KEY').open(bytes.toString('base64'))).toThrow(wrong);
});

test.each(['', 'abc', `${OTHER}0`, OTHER.slice(1), `g${OTHER.slice(1)}`, ` ${OTHER.slice(1)}`])(
  '"%s" is no master key, and is not repeated in the message',
  (text) => {
    const invalid = expect.objectContaining({
      code: 'master_key_invalid',
      message: 'The master key in SU_MASTER_KEY is not 64 hex digits.',
    });
    expect(() => new MasterKey(text, 'SU_MASTER_KEY')).toThrow(invalid);
  },
);

test('without one given, it is made once, readable by nobody else, and found again', async () => {
  await using directory = await temporaryDirectory('key');
  const file = join(directory.path, 'not', 'there', 'master.key');
  const sealed = readMasterKey(null, file).seal('secret');
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  expect(await readFile(file, 'utf8')).toMatch(/^[0-9a-f]{64}\n$/);
  expect(readMasterKey(null, file).open(sealed)).toBe('secret');
});

test('a file that holds something else is named; a place where none can be kept too', async () => {
  await using directory = await temporaryDirectory('key');
  const file = join(directory.path, 'master.key');
  await writeFile(file, 'not a key\n');
  expect(() => readMasterKey(null, file)).toThrow(`The master key in ${file} is not 64 hex digits.`);
  expect(() => readMasterKey(null, join(file, 'master.key'))).toThrow(
    expect.objectContaining({ code: 'master_key_unreadable' }),
  );
});

test('the signing key is made once and kept sealed', async () => {
  const masterKey = new MasterKey(KEY, 'SU_MASTER_KEY');
  let kept: string | null = null;
  const keep = async (make: () => string) => {
    kept ??= make();
    return kept;
  };
  const first = await openSigner(masterKey, keep);
  const again = await openSigner(masterKey, keep);
  expect(again.publicKey).toBe(first.publicKey);
  expect(kept).not.toContain('PRIVATE KEY');
  const bytes = Buffer.from('a challenge');
  expect(verifyBytes(first.publicKey, bytes, again.sign(bytes))).toBe(true);
  await expect(openSigner(new MasterKey(OTHER, 'SU_MASTER_KEY'), keep)).rejects.toMatchObject({
    code: 'master_key_wrong',
  });
});
