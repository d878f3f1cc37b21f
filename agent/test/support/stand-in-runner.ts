import { appendFile, mkdir, unlink } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { runnerPaths, runPaths } from '../../src/domain/run-files.ts';
import { takeLock } from '../../src/runner/lock.ts';
import { takeEntry } from '../../src/runner/queue.ts';
import { createRun, endRun } from '../../src/runner/run.ts';

/** A runner whose jobs write many lines, slowly, some with secrets in them; runs until the signal. Gives the logs by job id. */
export async function standInRunner(
  directory: string,
  random: () => number,
  signal: AbortSignal,
): Promise<Map<string, string>> {
  const runner = runnerPaths(directory);
  for (const path of [runner.queue, runner.taken, runner.runs, runner.finished])
    await mkdir(path, { recursive: true });
  const release = await takeLock(runner.locks);
  if (!release) throw new Error('another runner is at work');
  const setting = { runner, now: () => new Date() };
  const logs = new Map<string, string>();
  while (!signal.aborted) {
    const entry = await takeEntry(runner);
    if (!entry) {
      await delay(5);
      continue;
    }
    if ('problem' in entry.content) throw new Error(entry.content.problem);
    const { job } = entry.content;
    const { jobId } = job.order;
    const start = await createRun(setting, job);
    await unlink(entry.path);
    if (!start) continue;
    const log = runPaths(runner.runs, jobId).log;
    let text = `begin ${jobId}\n`;
    await appendFile(log, text);
    const lines = 5 + Math.floor(random() * 60);
    for (let line = 0; line < lines; line++) {
      const secret = `https://user:secret${line}@host/path token=xyz${line}`;
      const part = `line ${line} ${secret} ${'x'.repeat(Math.floor(random() * 2500))}${random() < 0.9 ? '\n' : ''}`;
      text += part;
      await appendFile(log, part);
      await delay(random() * 8);
    }
    logs.set(jobId, text);
    await endRun(setting, start, {
      status: 'ok',
      exitCode: 0,
      errorKind: null,
      errorMessage: null,
      importantLines: [],
    });
  }
  await release();
  return logs;
}
