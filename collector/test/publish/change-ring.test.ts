import { expect, test } from 'vitest';
import type { Change } from '../../src/domain/rows.ts';
import { ChangeRing } from '../../src/publish/change-ring.ts';

const change = (seq: number): Change => ({ seq, type: 'event', machineId: null, refId: `e${seq}` });
const seqs = (changes: readonly Change[] | null) => changes?.map(({ seq }) => seq);

test('gives what came after a place, up to a limit', () => {
  const ring = new ChangeRing(10, 100);
  ring.append([11, 12, 14, 20].map(change));
  expect(ring.last).toBe(20);
  expect(seqs(ring.after(10, 10))).toEqual([11, 12, 14, 20]);
  expect(seqs(ring.after(12, 1))).toEqual([14]);
  expect(seqs(ring.after(13, 10))).toEqual([14, 20]);
  expect(seqs(ring.after(20, 10))).toEqual([]);
});

test('does not pretend to know what came before it began', () => {
  expect(new ChangeRing(10, 100).after(9, 10)).toBeNull();
});

test('keeps no more than twice its capacity, and knows what it let go', () => {
  const ring = new ChangeRing(0, 3);
  for (let seq = 1; seq <= 100; seq++) {
    ring.append([change(seq)]);
    const oldest = Array.from({ length: seq + 1 }, (_, place) => place).find((place) =>
      ring.after(place, 1000),
    );
    const held = seqs(ring.after(oldest ?? -1, 1000)) ?? [];
    expect(held.length).toBeLessThanOrEqual(6);
    expect(held.length).toBeGreaterThanOrEqual(Math.min(seq, 3));
    expect(held).toEqual(Array.from({ length: held.length }, (_, index) => seq - held.length + 1 + index));
  }
});
