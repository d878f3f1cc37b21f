import { appendFile } from 'node:fs/promises';
import { DEBIAN_12, MACHINE_KINDS, type MachineKind } from '@suivi/testkit';
import { onTestFinished } from 'vitest';

/** Every kind for `npm run test:machines`, which takes long; Debian 12 for `npm test`. */
export const KINDS: readonly MachineKind[] =
  process.env['SU_TEST_MACHINES'] === 'all' ? MACHINE_KINDS : [DEBIAN_12];

/** One line of the file that SU_TEST_STEPS names, beside what the steps were done on and the time: a step, or the end. */
type StepLine =
  /** `seconds` is null where it was skipped, for the reason that is the step. */
  | { readonly step: string; readonly seconds: number | null; readonly failed: boolean }
  | { readonly end: string };

/** Does one part of a test, and writes down how long it took, where somebody wants to know. */
export type Step = <T>(step: string, part: () => Promise<T>) => Promise<T>;

export const stepsOn = (on: string): Step => {
  let isFirst = true;
  return async (step, part) => {
    // A test may also fail between its steps, and by its time.
    if (isFirst)
      onTestFinished(({ task }) =>
        writeLine(on, { end: task.result?.state === 'pass' ? 'everything passed' : 'something FAILED' }),
      );
    isFirst = false;
    const started = performance.now();
    const write = (failed: boolean) => writeLine(on, { step, seconds: secondsSince(started), failed });
    try {
      const value = await part();
      await write(false);
      return value;
    } catch (error) {
      await write(true);
      throw error;
    }
  };
};

/** Says that nothing was tried, and why. */
export async function stepsSkipped(on: string, reason: string): Promise<void> {
  console.log(`skipped: ${on}: ${reason}`);
  await writeLine(on, { step: reason, seconds: null, failed: false });
  await writeLine(on, { end: 'not run' });
}

async function writeLine(on: string, line: StepLine): Promise<void> {
  const file = process.env['SU_TEST_STEPS'];
  if (file) await appendFile(file, `${JSON.stringify({ on, at: new Date(), ...line })}\n`);
}

const secondsSince = (started: number) => Math.round((performance.now() - started) / 100) / 10;
