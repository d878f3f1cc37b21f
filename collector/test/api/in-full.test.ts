import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { inFull } from '../../src/api/in-full.ts';

const pieces = () => Readable.from([Buffer.from('one '), Buffer.from('two')]);

test('gives all that was promised', async () => {
  expect(await text(inFull(pieces(), 7))).toBe('one two');
});

test('breaks off when there is less', async () => {
  await expect(text(inFull(pieces(), 8))).rejects.toThrow('8 bytes were promised, and there were 7');
});

test('fails as its source does', async () => {
  const source = new Readable({ read: () => {} });
  const reading = text(inFull(source, 1));
  source.destroy(new Error('the disk is gone'));
  await expect(reading).rejects.toThrow('the disk is gone');
});

test('who ends it before reading ends its source', async () => {
  const source = pieces();
  // Not events.once, which fails with the error that tells the source why.
  const closed = new Promise((resolve) => source.once('close', resolve));
  inFull(source, 7).destroy();
  await closed;
});
