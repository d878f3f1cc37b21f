import { join } from 'node:path';
import { IsoTime, Job, RunResult } from '@suivi/shared';
import type { Static } from 'typebox';
import * as Type from 'typebox';

/** `runs/<jobId>/job.json`: the job that was taken, and when. */
export const RunStart = Type.Object({ job: Job, startedAt: IsoTime });
export type RunStart = Static<typeof RunStart>;

const { log: _, ...withoutLog } = RunResult.properties;

/** `runs/<jobId>/result.json`: what a run came to. Its log is described by the journal, which redacts it. */
export const RunEnd = Type.Object(withoutLog);
export type RunEnd = Static<typeof RunEnd>;

/** A job without the collector's signature is the agent's own. */
export const modeOf = ({ signature }: Job): RunResult['mode'] =>
  signature === null ? 'scheduled' : 'manual';

/** Bytes of job.json and result.json at most: a result travels in one message. */
export const RUN_FILE_BYTES = 3 * 1024 * 1024;

/** Where everything lies in the runner's directory. */
export const runnerPaths = (directory: string) => ({
  /** Jobs from the agent, one file each, in order of their names. */
  queue: join(directory, 'queue'),
  /** Entries out of the agent's reach that the runner is looking at. */
  taken: join(directory, 'taken'),
  setAside: join(directory, 'set-aside'),
  runs: join(directory, 'runs'),
  /** An empty file for each job id that was ever taken. */
  finished: join(directory, 'finished'),
  locks: join(directory, 'lock'),
  refreshRecord: join(directory, 'refresh.json'),
  /** What root has read of the hardware. */
  hardwareRecord: join(directory, 'hardware.json'),
  dockerRecord: join(directory, 'docker.json'),
  guestsRecord: join(directory, 'guests.json'),
  /** The post-install profiles that were applied last, and what root found last of what they set. */
  applied: join(directory, 'post-install.json'),
  rootLook: join(directory, 'post-install-check.json'),
  trust: join(directory, 'collector.json'),
  /** apt's package cache, for plans. */
  cache: join(directory, 'cache'),
  /** The planner's own folder. */
  planning: join(directory, 'planning'),
});
export type RunnerPaths = ReturnType<typeof runnerPaths>;

/** The files of one run. */
export const runPaths = (runs: string, jobId: string) => {
  const directory = join(runs, jobId);
  return {
    directory,
    start: join(directory, 'job.json'),
    log: join(directory, 'log'),
    /** What apt writes to its Status-Fd, and between its lines those of the runner: `phase:<phase>`. */
    status: join(directory, 'status'),
    end: join(directory, 'result.json'),
  };
};
export type RunPaths = ReturnType<typeof runPaths>;
