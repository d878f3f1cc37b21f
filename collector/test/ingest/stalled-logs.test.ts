import { eventually } from '@suivi/testkit';
import { expect, onTestFinished, test, vi } from 'vitest';
import { type IncomingLog, StalledLogs } from '../../src/ingest/stalled-logs.ts';

const LOG: IncomingLog = {
  ...{ machineId: 'm', executionId: 'e' },
  reply: { send: () => {}, pause: () => {}, resume: () => {} },
};

/** Logs on a disk that is full until it is said to have room, and what is said of them. */
function onFullDisk() {
  const disk = { isFull: true };
  const said: string[] = [];
  const stalled = new StalledLogs({
    tryRoom: async () => {
      if (disk.isFull) throw new Error('ENOSPC');
    },
    onFull: () => said.push('full'),
    onNone: () => said.push('none'),
    resume: ({ executionId }) => said.push(executionId),
  });
  return { disk, said, stalled };
}

test('nothing goes on, and nothing is told to be well, while the disk takes nothing', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  onTestFinished(() => void vi.useRealTimers());
  const { disk, said, stalled } = onFullDisk();
  stalled.add(LOG);
  stalled.add(LOG);
  await vi.advanceTimersByTimeAsync(2_000);
  expect(said).toEqual(['full', 'full', 'full']);
  disk.isFull = false;
  await vi.advanceTimersByTimeAsync(60_000);
  expect(said).toEqual(['full', 'full', 'full', 'e', 'none']);
});

test('the rounds go on although the agent that was stalled has gone: the disk is still full', async () => {
  const { disk, said, stalled } = onFullDisk();
  stalled.add(LOG);
  stalled.forget(LOG.reply);
  await eventually(() => said.includes('full'));
  disk.isFull = false;
  await eventually(() => said.includes('none'), { timeoutMs: 20_000 });
  expect(said).not.toContain('e');
});
