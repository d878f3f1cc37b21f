import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { runSeed, seeded, temporaryDirectory } from '@suivi/testkit';
import { expect, test } from 'vitest';
import { Outbox } from '../../src/outbox/outbox.ts';
import { takeAll } from '../support/outbox.ts';

const WRITER = fileURLToPath(new URL('../support/outbox-writer.ts', import.meta.url));
const KILLS = 15;

/** Everything that the writer said until it was killed, in whole lines. */
async function linesUntilKilled(child: ChildProcess, afterMs: number): Promise<string[]> {
  let text = '';
  let timer: NodeJS.Timeout | undefined;
  child.stdout!.setEncoding('utf8').on('data', (chunk: string) => {
    timer ??= setTimeout(() => child.kill('SIGKILL'), afterMs);
    text += chunk;
  });
  await once(child, 'close');
  clearTimeout(timer);
  return text.split('\n').slice(0, -1);
}

test(`${KILLS} kills of a writer at random moments lose and double nothing`, async () => {
  const seed = runSeed();
  console.log(`seed ${seed} (SU_TEST_SEED=${seed} repeats this run)`);
  const random = seeded(seed);
  await using dir = await temporaryDirectory('outbox');
  const put = new Map<string, { id: string; seq: number }>();
  const got: { number: string; id: string }[] = [];
  let next = 0;
  for (let kill = 0; kill < KILLS; kill++) {
    const mode = random() < 0.6 ? 'deliver' : 'keep';
    const child = spawn(process.execPath, [WRITER, dir.path, String(next), mode], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    for (const line of await linesUntilKilled(child, random() * 120)) {
      const [what, number, id, seq] = line.split(' ') as [string, string, string, string];
      if (what === 'put') put.set(number, { id, seq: Number(seq) });
      if (what === 'got') got.push({ number, id });
    }
    // The number being written when the kill came may or may not be there; it is not used again.
    next = Math.max(next, ...[...put.keys()].map((number) => Number(number) + 1)) + 1;
  }

  const outbox = await Outbox.open(dir.path);
  const left = await takeAll(outbox);
  const delivered = new Map(got.map(({ number, id }) => [number, id]));
  for (const { message, id } of left) {
    expect(delivered.get(message!) ?? id, 'the same message has one id for ever').toBe(id);
    delivered.set(message!, id);
  }
  for (const [number, { id }] of put) expect(delivered.get(number), `message ${number}`).toBe(id);
  expect(left.map(({ message }) => message)).toEqual([...new Set(left.map(({ message }) => message))]);
  expect(left.filter(({ message }) => !/^\d+$/.test(message!))).toEqual([]);
  const seqs = [...put.values()].map(({ seq }) => seq);
  expect(seqs).toEqual([...new Set(seqs)].sort((a, b) => a - b));
  expect(put.size).toBeGreaterThan(KILLS);
}, 300_000);
