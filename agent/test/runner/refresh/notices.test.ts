import { execFileSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { createRoot } from '@suivi/testkit';
import { expect, test } from 'vitest';
import { runnerBox } from '../../support/runner.ts';

/** An apt before version 3 has no audit and tells no notice to a program. */
const major = Number(/^apt (\d+)/.exec(execFileSync('apt-get', ['--version'], { encoding: 'utf8' }))?.[1]);

test('the notices of a refresh are told, and it still went well', async () => {
  await using root = await createRoot();
  await using box = await runnerBox();
  await writeFile(root.path('etc/apt/sources.list.d/odd.file'), '');
  const job = box.collector.sign();
  await box.enqueue(job);
  await box.run(root.env);

  const end = await box.end(job);
  expect(end).toMatchObject({ status: 'ok', errorKind: null });
  const odd = end.importantLines.filter((line) => line.startsWith("N: Ignoring file 'odd.file'"));
  expect(odd).toHaveLength(major >= 3 ? 1 : 0);
}, 60_000);
