import { randomUUID } from 'node:crypto';
import { sha256Hex } from '@suivi/shared';
import { expect, it } from 'vitest';
import type { RawLogFiles } from '../../src/logs/files.ts';
import { Gate } from '../support/gate.ts';
import { enrolAgent } from '../support/scripted-agent.ts';
import { startCollector } from '../support/test-collector.ts';

const TEXT = 'the whole log\n';

it('a log that becomes whole while the collector looks at what it held is not called lost', async () => {
  const gate = new Gate();
  await using collector = await startCollector({
    logs: (logs) =>
      new Proxy(logs, {
        get(target, name) {
          if (name !== 'digest') return Reflect.get(target, name, target).bind(target);
          return async (...args: Parameters<RawLogFiles['digest']>) => {
            const before = await target.digest(...args);
            await gate.pass();
            return before;
          };
        },
      }),
  });
  const agent = await enrolAgent(collector);
  const socket = await agent.connect(collector);
  const run = { executionId: randomUUID(), jobId: randomUUID() };
  socket.send(agent.speaker.started(1, run).message);
  await socket.next('ack');

  gate.close();
  const log = { bytes: TEXT.length, sha256: sha256Hex(TEXT), truncated: false };
  const { message } = agent.speaker.finished(2, run, { log });
  socket.send(message);
  await gate.waiting();
  socket.sendLog(run.executionId, 0, Buffer.from(TEXT));
  expect((await socket.next('log_ack')).offset).toBe(TEXT.length);
  gate.open();
  await socket.next('ack', ({ ids }) => ids.includes(message.id));
  expect(socket.has('log_ack'), 'nothing is asked for again').toBe(false);
  await socket.drop();
});
