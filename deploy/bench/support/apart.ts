import { execFileSync } from 'node:child_process';
import { cpus } from 'node:os';

interface Apart {
  /** Gets the first core to itself. */
  readonly alone: number;
  /** Share the others. */
  readonly others: readonly number[];
  /** One of these that measures: the rest give way to it at once, and not at the end of their turn, some milliseconds later. */
  readonly first: number;
  readonly say: (line: string) => void;
}

/** Keeps processes which in life are on machines of their own from taking each other's core, where this machine allows it. */
export function apart({ alone, others, first, say }: Apart): void {
  // Not availableParallelism: this process may have been kept to some of them before.
  const cores = cpus().length;
  if (cores < 2) return say('one core: everything shares it');
  try {
    pin(alone, '0');
    for (const pid of others) pin(pid, `1-${cores - 1}`);
    for (const pid of others) if (pid !== first) giveWay(pid);
  } catch (error) {
    say(`the processes could not be kept apart: ${(error as Error).message}`);
  }
}

const pin = (pid: number, cores: string) => execFileSync('taskset', ['-a', '-c', '-p', cores, String(pid)]);

/** SCHED_IDLE, by sched(7): all that is left of the core, and nothing that another wants. */
const giveWay = (pid: number) => execFileSync('chrt', ['--all-tasks', '--idle', '--pid', '0', String(pid)]);
