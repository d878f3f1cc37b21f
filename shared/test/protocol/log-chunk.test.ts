import { expect, test } from 'vitest';
import { LIMITS } from '../../src/protocol/limits.ts';
import { decodeLogChunk, encodeLogChunk } from '../../src/protocol/log-chunk.ts';

const bytes = new TextEncoder().encode('Setting up nginx …\n');

test('a chunk comes back as it was, whatever its offset', () => {
  for (const offset of [0, 1, 2 ** 27]) {
    const chunk = { executionId: '0192f0c8-7c1e-7000-8000-000000000001', offset, bytes };
    const { executionId, offset: at, bytes: got } = decodeLogChunk(encodeLogChunk(chunk));
    expect({ executionId, offset: at, bytes: [...got] }).toEqual({ ...chunk, bytes: [...bytes] });
  }
});

test('a chunk is read where it lies, also inside a larger buffer', () => {
  const message = encodeLogChunk({ executionId: 'x', offset: 7, bytes });
  const room = new Uint8Array(message.length + 10);
  room.set(message, 5);
  expect(decodeLogChunk(room.subarray(5, 5 + message.length))).toMatchObject({ executionId: 'x', offset: 7 });
});

test.each([
  ['nothing', new Uint8Array()],
  ['a cut head', encodeLogChunk({ executionId: 'abc', offset: 0, bytes }).slice(0, 8)],
  ['no id', encodeLogChunk({ executionId: '', offset: 0, bytes })],
  ['a path as id', encodeLogChunk({ executionId: '../../etc/passwd', offset: 0, bytes })],
  ['a hidden name as id', encodeLogChunk({ executionId: '..', offset: 0, bytes })],
])('%s is malformed', (_what, message) => {
  expect(() => decodeLogChunk(message)).toThrow(expect.objectContaining({ code: 'malformed' }));
});

test.each([
  ['a chunk', { offset: 0, bytes: new Uint8Array(LIMITS.logChunkBytes + 1) }],
  ['a log', { offset: LIMITS.logBytes, bytes: new Uint8Array(1) }],
  ['an offset', { offset: Number.MAX_SAFE_INTEGER, bytes: new Uint8Array(1) }],
])('%s over the limit is too large', (_what, part) => {
  const message = encodeLogChunk({ executionId: 'x', ...part });
  expect(() => decodeLogChunk(message)).toThrow(expect.objectContaining({ code: 'too_large' }));
});
