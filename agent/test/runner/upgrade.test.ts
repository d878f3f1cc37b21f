import { createRoot } from '@suivi/testkit';
import { expect, test } from 'vitest';
import { runnerBox } from '../support/runner.ts';

test('a full upgrade: what was planned is what changed, and what is left to do is said', async () => {
  await using root = await createRoot();
  await using box = await runnerBox();
  const job = box.collector.sign({ action: 'apt_full_upgrade' });
  await box.enqueue(job);
  await box.run(root.env);
  const end = await box.end(job);
  console.log(JSON.stringify(end, null, 1).slice(0, 3000), await box.log(job));
  expect(end).toMatchObject({ status: 'ok', errorKind: null, exitCode: 0, dpkg: { ok: true } });
});
