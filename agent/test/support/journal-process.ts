// An agent's journal and outbox as a process of its own, which a test kills: `node journal-process.ts <stateDir>
// <runnerDir> <machineId> <collectorPublicKey>`. The test is the collector; they talk over the channel of `fork`.
import { join } from 'node:path';
import { listeners } from '../../src/domain/listeners.ts';
import { createLogger } from '../../src/domain/logger.ts';
import { Journal } from '../../src/journal/index.ts';
import { Outbox } from '../../src/outbox/outbox.ts';
import type { FromCollector, ToTest } from './journal-channel.ts';

const [stateDir, runnerDir, machineId, collectorPublicKey] = process.argv.slice(2) as [
  string,
  string,
  string,
  string,
];
const send = (message: ToTest) => void process.send!(message);

const outbox = await Outbox.open(join(stateDir, 'outbox'));
const journal = await Journal.open({
  stateDir,
  runnerDir,
  trust: { machineId, collectorPublicKey },
  outbox,
  startRunner: () => {},
  logger: createLogger('error', (line) => process.stderr.write(line)),
  limits: { chunkBytes: 3000, windowBytes: 20_000 },
});
const writable = listeners();
journal.sendThrough({
  sendLog: (chunk) => {
    send({ type: 'chunk', ...chunk });
    return true;
  },
  sendProgress: () => true,
  onWritable: writable.add,
});

let isSending = false;
async function sendMessages(): Promise<void> {
  if (isSending) return;
  isSending = true;
  for (let next = await outbox.take(); next; next = await outbox.take()) send({ type: 'message', ...next });
  isSending = false;
}
outbox.onWaiting(() => void sendMessages());

process.on('disconnect', () => process.exit());
process.on('message', async (message: FromCollector) => {
  if (message.type === 'job')
    send({ type: 'answer', jobId: message.job.order.jobId, answer: await journal.accept(message.job) });
  if (message.type === 'ack') await outbox.acknowledge(message.ids);
  if (message.type === 'log_ack') journal.logAck(message.executionId, message.offset);
  if (message.type === 'want_execution') await journal.wantExecution(message.executionId);
});
send({ type: 'journal', jobs: journal.list() });
journal.resume();
await sendMessages();
