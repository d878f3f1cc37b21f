import { accessSync, constants, mkdirSync } from 'node:fs';
import { mkdir, open, rename } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { ReportFacts, ReportFiles } from '../domain/ports.ts';
import { Problem } from '../domain/problem.ts';

/** Makes the folder when there is none. Throws Problem when it cannot be written to. */
export function checkReportsDir(reportsDir: string): void {
  try {
    mkdirSync(reportsDir, { recursive: true, mode: 0o750 });
    accessSync(reportsDir, constants.W_OK | constants.X_OK);
  } catch (error) {
    throw new Problem(
      'reports_dir_unusable',
      `Reports cannot be written to ${reportsDir}: ${(error as Error).message}`,
      'Make it a folder that the user of the collector may write to, or set SU_REPORTS_DIR.',
      error,
    );
  }
}

/** Reports as Markdown files under SU_REPORTS_DIR: `reports/<machine>/<execution>.md`. `render` makes the text. */
export const reportFiles = (reportsDir: string, render: (facts: ReportFacts) => string): ReportFiles => ({
  async write(facts) {
    const path = join('reports', facts.machineId, `${facts.result.executionId}.md`);
    const absolute = join(reportsDir, path);
    await mkdir(dirname(absolute), { recursive: true, mode: 0o750 });
    const draft = await open(`${absolute}.tmp`, 'w', 0o640);
    try {
      await draft.writeFile(render(facts));
      await draft.datasync();
    } finally {
      await draft.close();
    }
    await rename(`${absolute}.tmp`, absolute);
    return path;
  },
});
