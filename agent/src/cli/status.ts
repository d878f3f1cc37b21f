import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { readConfig } from '../config.ts';
import { type AgentStatus, readAgentStatus } from '../domain/agent-status.ts';
import { lockHolder } from '../domain/runner-lock.ts';
import { readIdentity } from '../identity/identity.ts';
import { stateLock } from '../state-lock.ts';
import { EXIT } from './fail.ts';

/** `suivi-agent status`: says in sentences how this machine stands. Throws Problem `not_enrolled`. */
export async function status(): Promise<void> {
  const { stateDir } = readConfig(process.env);
  const { url, name, machineId } = await readIdentity(stateDir);
  const running = await lockHolder(stateLock(stateDir));
  const told = await readAgentStatus(stateDir);
  const current = running && told?.pid === running.pid ? told : null;
  console.log(`This machine is enrolled at ${url} as "${name}" (${machineId}).`);
  for (const line of running ? linkLines(running.pid, current) : NOT_RUNNING) console.log(line);
  console.log(await waitingLine(join(stateDir, 'outbox', 'waiting')));
  console.log(analysisLine(told));
  process.exitCode = current?.link.state === 'online' ? EXIT.ok : EXIT.failed;
}

const NOT_RUNNING = ['The agent is not running. Start it: systemctl start suivi-agent, or suivi-agent run.'];

function linkLines(pid: number, current: AgentStatus | null): string[] {
  if (!current) return [`The agent is starting (process ${pid}).`];
  const { state, since, problem } = current.link;
  if (state === 'online') return [`The agent runs (process ${pid}) and has been connected since ${since}.`];
  if (!problem) return [`The agent runs (process ${pid}) and is connecting (${state}).`];
  const { message, next, retryAt } = problem;
  return [
    `The agent runs (process ${pid}) but is not connected: ${message}`,
    `${next}`,
    `It tries again at ${retryAt}.`,
  ];
}

async function waitingLine(directory: string): Promise<string> {
  const names = await readdir(directory).catch((): string[] => []);
  const sizes = await Promise.all(names.map((name) => stat(join(directory, name)).catch(() => null)));
  const bytes = sizes.reduce((sum, found) => sum + (found?.size ?? 0), 0);
  return names.length === 0
    ? 'Nothing waits to be delivered.'
    : `${names.length} messages (${Math.ceil(bytes / 1024)} KiB) wait to be delivered.`;
}

function analysisLine(told: AgentStatus | null): string {
  if (!told?.lastAnalysis) return 'No analysis has been made yet.';
  const { checkedAt, status: result, count } = told.lastAnalysis;
  return `The last analysis was made at ${checkedAt}: ${result}, ${count} updates.`;
}
