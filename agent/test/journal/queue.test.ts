import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryDirectory } from '@suivi/testkit';
import { expect, test } from 'vitest';
import { Queue } from '../../src/journal/queue.ts';
import { signer } from '../support/jobs.ts';

test('an entry is found by its job, beside one that was left half-written', async () => {
  await using directory = await temporaryDirectory('queue');
  const queue = new Queue(directory.path);
  const [job, other] = [signer().sign(), signer().sign()];
  await writeFile(
    join(directory.path, `.tmp-0123456789ab-0000000000000007-${job.order.jobId}.json`),
    '{"order',
  );
  expect(await queue.find(job.order.jobId)).toBeNull();
  await queue.add({ job, position: 7 });
  await queue.add({ job: other, position: 8 });
  expect((await readdir(directory.path)).length).toBe(3);
  expect(await queue.find(job.order.jobId)).toEqual({ job, position: 7 });
  expect(await queue.find('no-such-job')).toBeNull();
});
