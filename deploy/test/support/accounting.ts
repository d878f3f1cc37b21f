import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { eventually } from '@suivi/testkit';
import { expect } from 'vitest';
import { all, call } from './collector.ts';
import type { Machine } from './machine.ts';

export interface EndedExecution {
  readonly id: string;
  readonly jobId: string;
  readonly action: string;
  readonly status: string;
  readonly finishedAt: string | null;
  readonly errorKind: string | null;
  readonly errorMessage: string | null;
  readonly resultJson: string | null;
}

/** Waits until every one of these jobs has an execution that has ended, and nothing is running. */
export const allEnded = (url: string, machineId: string, jobs: ReadonlySet<string>, timeoutMs: number) =>
  eventually(
    async () => {
      const found = await all<EndedExecution>(url, `/api/executions?machineId=${machineId}`);
      const done = new Set(found.filter((one) => one.finishedAt !== null).map((one) => one.jobId));
      return found.length === done.size && [...jobs].every((job) => done.has(job)) ? found : null;
    },
    { what: 'the end of every job that was accepted', timeoutMs, intervalMs: 200 },
  );

/** Every log byte is on the collector as it is on the machine, under the hash that the result names. Gives the log. */
export async function expectWholeLog(
  url: string,
  { runnerDir }: Machine,
  { id, jobId, resultJson }: EndedExecution,
): Promise<string> {
  const onMachine = await readFile(join(runnerDir, 'runs', jobId, 'log'));
  const onCollector = await call<string>(url, 'GET', `/api/executions/${id}/log`);
  expect(onCollector, id).toBe(onMachine.toString());
  const { bytes, sha256 } = (JSON.parse(resultJson!) as { log: { bytes: number; sha256: string } }).log;
  expect({ bytes, sha256 }, id).toEqual({
    bytes: onMachine.length,
    sha256: createHash('sha256').update(onMachine).digest('hex'),
  });
  return onMachine.toString();
}

/** Waits until the collector has acknowledged everything that the machine had to say. */
export const outboxEmpty = ({ stateDir }: Machine) =>
  eventually(
    async () => {
      const names = await readdir(join(stateDir, 'outbox', 'waiting'));
      return names.filter((name) => /^\d+/.test(name)).length === 0;
    },
    { what: 'an empty outbox', timeoutMs: 60_000 },
  );
