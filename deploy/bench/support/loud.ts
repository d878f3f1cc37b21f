import { writeFile } from 'node:fs/promises';
import { nativeArchitecture } from '@suivi/testkit';
import { type Collector, call } from '../../test/support/collector.ts';
import { createMachine } from '../../test/support/machine.ts';
import { inMemory } from './in-memory.ts';
import { type Arrival, followLog } from './log.ts';
import { ownCpuMs, peakBytes } from './proc.ts';

/** A log that came to a client, from the first to the last piece of the script's output, and what it cost. */
export interface LoudLog {
  readonly first: Arrival;
  readonly last: Arrival;
  readonly agentCpuMs: number;
  readonly collectorCpuMs: number;
  readonly agentPeak: number;
}

/** A machine whose package's script writes a large log. */
export interface Loud extends AsyncDisposable {
  /** Of its agent. */
  readonly pid: number;
  /** Lets the script write, and resolves when a client that follows the log has seen its first line. */
  begin(): Promise<{ readonly whole: Promise<LoudLog> }>;
}

/** Makes such a machine for a log of so many bytes, and waits until its agent has looked at its packages. */
export async function loudMachine(collector: Collector, size: number): Promise<Loud> {
  const machine = await inMemory(() => createMachine(collector.url));
  const id = await machine.enrol(collector.url);
  await machine.root.offer('loud');
  await writeFile(machine.root.path('run/lab-loud.bytes'), String(size));
  const agent = await machine.start({ SU_REFRESH_HOURS: '0' });
  await machine.firstAnalysis(collector.url, id);
  const cpu = () => Promise.all([ownCpuMs(agent.pid), ownCpuMs(collector.program.pid)]);
  return {
    pid: agent.pid,
    async begin() {
      const [agentBefore, collectorBefore] = await cpu();
      const { executionId } = await call<{ executionId: string }>(
        collector.url,
        'POST',
        `/api/machines/${id}/actions`,
        {
          action: 'apt_upgrade_selected',
          packages: [{ name: 'lab-loud', arch: await nativeArchitecture(), version: '1.1' }],
          plan: 'current',
        },
      );
      const log = await followLog(collector.url, executionId);
      await log.until((text) => text.includes('lab-loud: a line'));
      const whole = log.ended.then(async (arrivals) => {
        const [agentAfter, collectorAfter] = await cpu();
        return {
          ...loudPart(arrivals, size),
          agentCpuMs: agentAfter - agentBefore,
          collectorCpuMs: collectorAfter - collectorBefore,
          agentPeak: await peakBytes(agent.pid),
        };
      });
      return { whole };
    },
    [Symbol.asyncDispose]: async () => {
      await agent[Symbol.asyncDispose]();
      await machine[Symbol.asyncDispose]();
    },
  };
}

function loudPart(arrivals: readonly Arrival[], size: number): { first: Arrival; last: Arrival } {
  const end = arrivals.at(-1)?.bytes ?? 0;
  const first = arrivals.find(({ bytes }) => bytes > end - size);
  const last = arrivals.find(({ bytes }) => bytes >= size);
  if (!first || !last) throw new Error(`only ${end} bytes of the log came`);
  return { first, last };
}
