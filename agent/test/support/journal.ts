import { join } from 'node:path';
import { type Job, type LogChunk, type RunResult, sha256Hex } from '@suivi/shared';
import { temporaryDirectory } from '@suivi/testkit';
import { listeners } from '../../src/domain/listeners.ts';
import { createLogger } from '../../src/domain/logger.ts';
import type { DurableDraft, Outbox, RunProgress } from '../../src/domain/ports.ts';
import { type RunnerPaths, runnerPaths } from '../../src/domain/run-files.ts';
import { Journal, type JournalOptions } from '../../src/journal/index.ts';
import { type Signer, signer } from './jobs.ts';

type Finished = Extract<DurableDraft, { type: 'execution_finished' }>;

/** A journal in this process with an outbox in memory and a collector that acknowledges each chunk at once. */
export interface JournalBox extends AsyncDisposable {
  readonly stateDir: string;
  readonly paths: RunnerPaths;
  readonly collector: Signer;
  readonly outbox: { isFull: boolean; put: Outbox['put'] };
  readonly messages: DurableDraft[];
  readonly logs: Map<string, Buffer>;
  readonly progress: RunProgress[];
  readonly starts: { count: number };
  /** False: the connection takes no log. */
  readonly link: { isOpen: boolean };
  /** Opens the journal anew, as a restarted agent does. */
  open(options?: Partial<JournalOptions>): Promise<Journal>;
  results(job: Job): RunResult[];
  types(): string[];
}

/** Makes the directories and the other ends of a journal. */
export async function journalBox(): Promise<JournalBox> {
  const dir = await temporaryDirectory('journal');
  const runnerDir = join(dir.path, 'runner');
  const collector = signer();
  const messages: DurableDraft[] = [];
  const logs = new Map<string, Buffer>();
  const starts = { count: 0 };
  const link = { isOpen: true };
  let journal: Journal | null = null;
  const sendLog = ({ executionId, offset, bytes }: LogChunk) => {
    if (!link.isOpen) return false;
    const held = logs.get(executionId) ?? Buffer.alloc(0);
    logs.set(executionId, Buffer.concat([held.subarray(0, offset), bytes]));
    setImmediate(() => journal?.logAck(executionId, logs.get(executionId)?.length ?? 0));
    return true;
  };
  const progress: RunProgress[] = [];
  const sendProgress = (one: RunProgress) => link.isOpen && progress.push(one) > 0;
  const box: JournalBox = {
    stateDir: join(dir.path, 'state'),
    paths: runnerPaths(runnerDir),
    collector,
    messages,
    logs,
    progress,
    starts,
    link,
    outbox: {
      isFull: false,
      put: async (draft) => {
        messages.push(draft);
        return { id: String(messages.length), seq: messages.length };
      },
    },
    open: async (options = {}) => {
      await journal?.close();
      journal = await Journal.open({
        stateDir: box.stateDir,
        runnerDir,
        trust: collector,
        outbox: box.outbox,
        startRunner: () => void starts.count++,
        logger: createLogger('error', (line) => process.stderr.write(line)),
        ...options,
      });
      journal.sendThrough({ sendLog, sendProgress, onWritable: listeners().add });
      return journal;
    },
    results: ({ order }) =>
      messages
        .filter((message): message is Finished => message.type === 'execution_finished')
        .map(({ result }) => result)
        .filter(({ executionId }) => executionId === order.executionId),
    types: () => messages.map(({ type }) => type),
    [Symbol.asyncDispose]: async () => {
      await journal?.close();
      await dir[Symbol.asyncDispose]();
    },
  };
  return box;
}

/** Whether a result describes this log. */
export const describes = (result: RunResult | undefined, log: Buffer | undefined): boolean =>
  result !== undefined &&
  result.log.sha256 === sha256Hex(log ?? '') &&
  result.log.bytes === (log?.length ?? 0);
