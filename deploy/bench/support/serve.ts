import type { Tasks } from './worker.ts';

interface Question {
  readonly id: number;
  readonly task: string;
  readonly input: unknown;
}

/** Answers the questions of the process that started this one, until that one is gone. */
export function serve(tasks: Tasks): void {
  process.on('message', async ({ id, task, input }: Question) => {
    try {
      const value = await tasks[task]?.(input as never);
      process.send?.({ id, value });
    } catch (error) {
      process.send?.({ id, error: error instanceof Error ? error.stack : String(error) });
    }
  });
  process.once('disconnect', () => process.exit());
}
