import { execFileSync } from 'node:child_process';
import { constants, cpus, setPriority } from 'node:os';

interface Apart {
  /** Gets the first core to itself. */
  readonly alone: number;
  /** Share the others. */
  readonly others: readonly number[];
  /** One of these that goes before the rest, because it measures. */
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
    setPriority(first, constants.priority.PRIORITY_HIGH);
  } catch (error) {
    say(`the processes could not be kept apart: ${(error as Error).message}`);
  }
}

const pin = (pid: number, cores: string) => execFileSync('taskset', ['-a', '-c', '-p', cores, String(pid)]);
