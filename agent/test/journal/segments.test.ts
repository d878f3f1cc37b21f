import { runSeed, seeded } from '@suivi/testkit';
import { expect, test } from 'vitest';
import { redact } from '../../src/domain/redact.ts';
import { redactSegments, SEGMENT_BYTES } from '../../src/journal/segments.ts';

const WORDS = [
  'Setting up libc6:amd64 (2.36) ...',
  'password=hunter2',
  'http://host/x',
  'https://u:s@h',
  '\n',
  '\n\n',
  'Authorization: Basic abcdefgh',
  'sk-0123456789abcdefgh',
  'ghp_0123456789abcdefgh',
  'x?sig=abcd',
  'TOKEN=a me@host',
  '_',
  'task-',
  'caf\u00e9',
];

test('as if every line were redacted on its own, a very long one in pieces', () => {
  const seed = runSeed();
  console.log(`seed ${seed} (SU_TEST_SEED=${seed} repeats this run)`);
  const random = seeded(seed);
  for (let round = 0; round < 100; round++) {
    const pieces = Array.from({ length: 40 }, () => {
      const word = WORDS[Math.floor(random() * WORDS.length)]!;
      return random() < 0.03
        ? 'z'.repeat(SEGMENT_BYTES * 1.5 * random())
        : `${word}${random() < 0.5 ? ' ' : ''}`;
    });
    const raw = Buffer.from(pieces.join(''), 'latin1');
    const before = Buffer.from(raw);
    const segments = segmentsOf(raw.toString('latin1'));
    expect(redactSegments(raw, true).toString('latin1')).toBe(segments.map(redact).join(''));
    const last = segments.at(-1) ?? '';
    const isWhole = last.endsWith('\n') || last.length === SEGMENT_BYTES;
    const complete = isWhole ? segments : segments.slice(0, -1);
    expect(redactSegments(raw, false).toString('latin1')).toBe(complete.map(redact).join(''));
    expect(raw.equals(before)).toBe(true);
  }
});

const segmentsOf = (text: string): string[] =>
  (text.match(/[^\n]*\n|[^\n]+$/g) ?? []).flatMap(
    (line) => line.match(new RegExp(`[^]{1,${SEGMENT_BYTES}}`, 'g')) ?? [],
  );
