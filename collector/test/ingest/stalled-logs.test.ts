import { eventually } from '@suivi/testkit';
import { expect, onTestFinished, test, vi } from 'vitest';
import { type IncomingLog, StalledLogs } from '../../src/ingest/stalled-logs.ts';

const LOG: IncomingLog = {
  ...{ machineId: 'm', executionId: 'e' },
  reply: { send: () => {}, pause: () => {}, resume: () => {} },
};

test('nothing goes on, and nothing is told to be well, while the disk takes nothing', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  onTestFinished(() => void vi.useRealTimers());
  const said: string[] = [];
  let isFull = true;
  const stalled = new StalledLogs({
    tryRoom: async () => {
      if (isFull) throw new Error('ENOSPC');
    },
    onFull: () => said.push('full'),
    onNone: () => said.push('none'),
    resume: ({ executionId }) => said.push(executionId),
  });
  stalled.add(LOG);
  stalled.add(LOG);
  await vi.advanceTimersByTimeAsync(2_000);
  expect(said).toEqual(['full', 'full', 'full']);
  isFull = false;
  await vi.advanceTimersByTimeAsync(60_000);
  expect(said).toEqual(['full', 'full', 'full', 'e', 'none']);
});

test('the rounds go on although the agent that was stalled has gone: the disk is still full', async () => {
  const said: string[] = [];
  let isFull = true;
  const stalled = new StalledLogs({
    tryRoom: async () => {
      if (isFull) throw new Error('ENOSPC');
    },
    onFull: () => said.push('full'),
    onNone: () => said.push('none'),
    resume: ({ executionId }) => said.push(executionId),
  });
  stalled.add(LOG);
  stalled.forget(LOG.reply);
  await eventually(() => said.includes('full'));
  isFull = false;
  await eventually(() => said.includes('none'), { timeoutMs: 20_000 });
  expect(said).not.toContain('e');
});
