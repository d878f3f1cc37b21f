import { appendFile } from 'node:fs/promises';
import { DEBIAN_12, MACHINE_KINDS, type MachineKind } from '@suivi/testkit';

/** Every kind for `npm run test:machines`, which takes long; Debian 12 for `npm test`. */
export const KINDS: readonly MachineKind[] =
  process.env['SU_TEST_MACHINES'] === 'all' ? MACHINE_KINDS : [DEBIAN_12];

/** One line of the file that SU_TEST_STEPS names. */
export interface StepLine {
  /** What the steps were done on. */
  readonly on: string;
  readonly step: string;
  /** Null where it was skipped, for the reason that is the step. */
  readonly seconds: number | null;
  readonly failed: boolean;
}

/** Does one part of a test, and writes down how long it took, where somebody wants to know. */
export type Step = <T>(step: string, part: () => Promise<T>) => Promise<T>;

export const stepsOn =
  (on: string): Step =>
  async (step, part) => {
    const started = performance.now();
    const write = (failed: boolean) => writeLine({ on, step, seconds: secondsSince(started), failed });
    try {
      const value = await part();
      await write(false);
      return value;
    } catch (error) {
      await write(true);
      throw error;
    }
  };

/** Says that nothing was tried, and why. */
export async function stepsSkipped(on: string, reason: string): Promise<void> {
  console.log(`skipped: ${on}: ${reason}`);
  await writeLine({ on, step: reason, seconds: null, failed: false });
}

async function writeLine(line: StepLine): Promise<void> {
  const file = process.env['SU_TEST_STEPS'];
  if (file) await appendFile(file, `${JSON.stringify(line)}\n`);
}

const secondsSince = (started: number) => Math.round((performance.now() - started) / 100) / 10;
