import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryDirectory } from '@suivi/testkit';
import { expect, test } from 'vitest';
import { Lookout } from '../../src/journal/lookout.ts';
import { Queue } from '../../src/journal/queue.ts';
import { RunnerStarter } from '../../src/journal/runner-starter.ts';
import { followerOf } from '../support/follower.ts';
import { signer } from '../support/jobs.ts';

test('there is one look at a time, also when the watcher tells of the folder of runs within the first', async () => {
  await using directory = await temporaryDirectory('lookout');
  const at = (name: string) => join(directory.path, name);
  for (const name of ['runs', 'queue', 'locks']) await mkdir(at(name));
  let now = 0;
  let most = 0;
  let looks = 0;
  const queue = new (class extends Queue {
    override async has(...place: Parameters<Queue['has']>): Promise<boolean> {
      looks += 1;
      most = Math.max(most, ++now);
      const has = await super.has(...place);
      now -= 1;
      return has;
    }
  })(at('queue'));
  const follower = followerOf(directory.path, signer().sign(), { phase: 'accepted' });
  await queue.add(follower.record);
  const lookout = new Lookout({
    runs: at('runs'),
    queue,
    starter: new RunnerStarter(at('locks'), () => {}),
    open: () => [follower],
    onError: (error) => {
      throw error;
    },
  });
  lookout.lookSoon();
  lookout.lookSoon();
  await lookout.close();
  expect([looks > 0, most]).toEqual([true, 1]);
  await follower.close();
});
