import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createRoot, eventually, type Flavour, type SandboxRoot, temporaryDirectory } from '@suivi/testkit';
import { analysisOf } from './api.ts';
import { bundles } from './bundles.ts';
import { call } from './collector.ts';
import { type Program, startProgram } from './program.ts';

/** A machine: a sandbox root, and the environment in which an agent lives on it. */
export interface Machine extends AsyncDisposable {
  readonly root: SandboxRoot;
  readonly env: Record<string, string>;
  readonly stateDir: string;
  readonly runnerDir: string;
  /** Makes a token on the collector, uses it, and gives the machine's id. */
  enrol(collectorUrl: string): Promise<string>;
  /** Enrols with a token that somebody else has made. */
  enrolWith(token: string): Promise<void>;
  /** Starts the agent; it goes on from where it was. */
  start(env?: Record<string, string>): Promise<Program>;
  /** Waits until the collector shows the first analysis. */
  firstAnalysis(collectorUrl: string, id: string): Promise<unknown>;
  /** Runs one command of the agent and gives what it printed. */
  agent(...args: string[]): Promise<string>;
}

/** Makes a machine whose agent talks to the collector under this URL. */
export async function createMachine(agentUrl: string, flavour: Flavour = 'debian'): Promise<Machine> {
  const { agent } = await bundles();
  const root = await createRoot({ flavour });
  const dir = await temporaryDirectory('machine');
  const stateDir = join(dir.path, 'agent');
  const runnerDir = join(dir.path, 'runner');
  const policy = join(dir.path, 'policy.json');
  await writeFile(policy, JSON.stringify({ profile: 'standard', postInstall: { enabled: true } }));
  const env = {
    ...root.env,
    SU_URL: agentUrl,
    SU_AGENT_STATE_DIR: stateDir,
    SU_RUNNER_DIR: runnerDir,
    SU_POLICY: policy,
  };
  const run = async (args: string[], more: Record<string, string> = {}) => {
    const full = { PATH: process.env.PATH ?? '', ...env, ...more };
    const { stdout } = await promisify(execFile)(process.execPath, [agent, ...args], { env: full });
    return stdout;
  };
  return {
    root,
    env,
    stateDir,
    runnerDir,
    enrol: async (collectorUrl) => {
      const { token } = await call<{ token: string }>(collectorUrl, 'POST', '/api/enrolment-tokens', {});
      await run(['enroll'], { SU_ENROL_TOKEN: token });
      const { items } = await call<{ items: { id: string }[] }>(collectorUrl, 'GET', '/api/machines');
      return items.at(-1)!.id;
    },
    enrolWith: async (token) => void (await run(['enroll'], { SU_ENROL_TOKEN: token })),
    start: async (more = {}) => startProgram(agent, ['run'], { ...env, ...more }),
    firstAnalysis: (collectorUrl, id) =>
      eventually(() => analysisOf(collectorUrl, id), { what: 'the first analysis', timeoutMs: 60_000 }),
    agent: (...args) => run(args),
    [Symbol.asyncDispose]: async () => {
      await root[Symbol.asyncDispose]();
      await dir[Symbol.asyncDispose]();
    },
  };
}
