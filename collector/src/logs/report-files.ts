import { accessSync, constants, mkdirSync } from 'node:fs';
import { mkdir, open, readFile, rename } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { CleanupFacts } from '../domain/cleanup.ts';
import { Problem } from '../domain/problem.ts';
import type { ReportFacts, ReportFiles } from '../domain/reports.ts';

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

/** How the two sorts of reports become text. */
export interface Renderers {
  readonly run: (facts: ReportFacts) => string;
  readonly cleanup: (facts: CleanupFacts) => string;
}

/** Where the rendered profiles of an execution lie, relative to SU_REPORTS_DIR. */
const renderedPath = (machineId: string, executionId: string): string =>
  join('rendered', machineId, `${executionId}.sh`);

/** Reports as Markdown files under SU_REPORTS_DIR: `reports/<machine>/<execution>.md`, `reports/cleanup/<id>.md`. */
export const reportFiles = (reportsDir: string, render: Renderers): ReportFiles => ({
  write: (facts) =>
    write(reportsDir, join('reports', facts.machineId, `${facts.result.executionId}.md`), render.run(facts)),
  writeRendered: (machineId, executionId, text) =>
    write(reportsDir, renderedPath(machineId, executionId), text),
  writeCleanup: (id, facts) =>
    write(reportsDir, join('reports', 'cleanup', `${id}.md`), render.cleanup(facts)),
});

/** The text of a report; null when there is no such file. `path` is relative to SU_REPORTS_DIR. */
export async function readReport(reportsDir: string, path: string): Promise<string | null> {
  try {
    return await readFile(join(reportsDir, path), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

async function write(reportsDir: string, path: string, text: string): Promise<string> {
  const absolute = join(reportsDir, path);
  await mkdir(dirname(absolute), { recursive: true, mode: 0o750 });
  const draft = await open(`${absolute}.tmp`, 'w', 0o640);
  try {
    await draft.writeFile(text);
    await draft.datasync();
  } finally {
    await draft.close();
  }
  await rename(`${absolute}.tmp`, absolute);
  return path;
}
