import { execFile } from 'node:child_process';
import { subscribe } from 'node:diagnostics_channel';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { aptEnvironment } from '../../../agent/src/host/apt-env.ts';
import { preferLittleMemory } from '../../../agent/src/host/memory.ts';
import { openPackagesProbe, type PackagesProbe } from '../../../agent/src/probe/packages/index.ts';
import { cpuMs } from './proc.ts';
import { serve } from './serve.ts';

export interface Cost {
  readonly wallMs: number;
  /** Of this process and its children. */
  readonly cpuMs: number;
}

/** As the agent does. */
preferLittleMemory();

let children = 0;
subscribe('child_process', () => {
  children++;
});

let cacheDir = '';
let probe: PackagesProbe;

async function cost(work: () => Promise<unknown>): Promise<Cost> {
  const cpu = await cpuMs('self');
  const began = performance.now();
  await work();
  const wallMs = performance.now() - began;
  return { wallMs, cpuMs: (await cpuMs('self')) - cpu };
}

/** The system under test is the one that this process's environment names. */
const tasks = {
  /** Opens the agent's probe, with apt's package cache in this folder. */
  open(directory: string): void {
    cacheDir = directory;
    probe = openPackagesProbe({ env: process.env, cacheDir: directory });
  },

  /** One complete analysis, beside what it came to. */
  async analyse() {
    let found: Awaited<ReturnType<PackagesProbe['analyse']>> | undefined;
    const spent = await cost(async () => {
      found = await probe.analyse();
    });
    const { count = 0, removals = [], problem } = found ?? {};
    return { ...spent, count, removals: removals.length, problem: problem?.message };
  },

  /** The floor: apt-get alone, with the same cache. */
  simulate: (): Promise<Cost> =>
    cost(() =>
      promisify(execFile)(
        'apt-get',
        [
          ...['pkgcache', 'srcpkgcache'].flatMap((name) => [
            '-o',
            `Dir::Cache::${name}=${join(cacheDir, `${name}.bin`)}`,
          ]),
          '-s',
          '-q',
          'dist-upgrade',
        ],
        { env: aptEnvironment(process.env), maxBuffer: 64 * 2 ** 20 },
      ),
    ),

  /** Looks so many times whether anything has changed: the programs that were started, and whether all looks agree. */
  async look(times: number): Promise<{ children: number; unchanged: boolean; wallMs: number }> {
    const first = await probe.fingerprint();
    children = 0;
    let unchanged = first !== null;
    const began = performance.now();
    for (let look = 0; look < times; look++) unchanged &&= (await probe.fingerprint()) === first;
    return { children, unchanged, wallMs: (performance.now() - began) / times };
  },
};

export type AnalysisTasks = typeof tasks;
serve(tasks);
