import { mkdir, open, rename } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { ReportFacts, ReportFiles } from '../domain/ports.ts';

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
