import { expect, test } from 'vitest';
import { agentProofBytes, collectorProofBytes } from '../../src/protocol/handshake.ts';

const parties = { protocol: 1, machineId: 'm', collectorId: 'c', agentNonce: 'a', collectorNonce: 'b' };
const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

test('a proof is bound to every party, nonce, version and place in the chain of connections', () => {
  const proof = { ...parties, counter: 3, attempt: 'x' };
  const reference = text(agentProofBytes(proof));
  for (const [member, value] of Object.entries(proof)) {
    const other = { ...proof, [member]: typeof value === 'number' ? value + 1 : `${value}2` };
    expect(text(agentProofBytes(other)), member).not.toBe(reference);
  }
});

test('the proof of one side is not a proof of the other', () => {
  expect(text(collectorProofBytes(parties))).not.toBe(
    text(agentProofBytes({ ...parties, counter: 0, attempt: 'x' })),
  );
});

test('the signed bytes are part of the protocol', () => {
  expect(text(collectorProofBytes(parties))).toBe(
    'suivi collector proof 1\n{"agentNonce":"a","collectorId":"c","collectorNonce":"b","machineId":"m","protocol":1}',
  );
});
