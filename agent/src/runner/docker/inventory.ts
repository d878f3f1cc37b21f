import type { DockerService } from '@suivi/shared';
import type { DockerRecord } from '../../domain/docker-record.ts';
import { redact } from '../../domain/redact.ts';
import { findEngine } from '../../host/docker-socket.ts';
import { writeWhole } from '../../host/files.ts';
import type { ActionContext } from '../actions/action.ts';
import { askRegistries } from './ask-registry.ts';
import { composeEnvironment, describeCompose, findCompose, stackTrouble } from './compose.ts';
import { readCredentials } from './credentials.ts';
import { type Engine, EngineProblem, openEngine } from './engine.ts';
import { parseReading } from './parse.ts';
import { readEngine } from './read.ts';

type Setting = Pick<ActionContext, 'runner' | 'dockerSocket' | 'now'>;

/** The engine of this machine, or the sentence that says why there is none to speak to. */
export const openHere = async (dockerSocket: string | null): Promise<Engine | string> =>
  engineAt(await findEngine(dockerSocket));

function engineAt(seen: Awaited<ReturnType<typeof findEngine>>): Engine | string {
  if (!seen) return 'No container engine was found here: neither Docker nor Podman with its socket.';
  if (!seen.listens)
    return `The engine does not run: ${seen.socket} is not there. Start it, e.g. with systemctl start docker.`;
  return openEngine(seen.socket);
}

/** Reads the engine and keeps what it says in `docker.json`, whatever that is; gives it. */
export async function takeInventory(setting: Setting): Promise<DockerRecord> {
  const record = await readInventory(setting);
  const text = JSON.stringify(record);
  await writeWhole(setting.runner.dockerRecord, text, { mode: 0o640 });
  return record;
}

async function readInventory({ dockerSocket, now }: Setting): Promise<DockerRecord> {
  const seen = await findEngine(dockerSocket);
  const empty: DockerRecord = {
    checkedAt: now().toISOString(),
    state: 'not_installed',
    problem: null,
    engine: seen && { kind: seen.kind, version: null, socket: seen.socket },
    compose: null,
    stacks: [],
    others: [],
    prune: null,
  };
  if (!seen) return empty;
  const engine = engineAt(seen);
  if (typeof engine === 'string')
    return { ...empty, state: 'failed', problem: { code: 'engine_stopped', message: engine } };
  try {
    return await readFrom(engine, empty);
  } catch (error) {
    if (!(error instanceof EngineProblem)) throw error;
    return { ...empty, state: 'failed', problem: { code: 'engine_failed', message: sentenceOf(error) } };
  }
}

/** What went wrong with the engine, with the next step. */
export const sentenceOf = (error: EngineProblem): string =>
  redact(
    `The container engine did not answer as it should: ${error.message} Look at its service on the machine.`,
  ).slice(0, 1000);

async function readFrom(engine: Engine, empty: DockerRecord): Promise<DockerRecord> {
  const { kind, version, ...found } = parseReading(await readEngine(engine));
  const compose = await findCompose(composeEnvironment(engine.socket, process.env));
  const stacks = [];
  for (const { environmentFile, ...stack } of found.stacks)
    stacks.push({ ...stack, problem: await stackTrouble({ ...stack, environmentFile }, compose) });
  const services = [...stacks.flatMap((stack) => stack.services), ...found.others];
  const credentials = await readCredentials(process.env['HOME'] || '/root');
  const answers = await askRegistries(engine, credentials, services);
  const answered = (service: DockerService): DockerService => {
    const registry = answers.get(service.image);
    return registry ? { ...service, registry } : service;
  };
  return {
    ...empty,
    state: 'read',
    engine: { kind, version, socket: engine.socket },
    compose: describeCompose(compose),
    stacks: stacks.map((stack) => ({ ...stack, services: stack.services.map(answered) })),
    others: found.others.map(answered),
    prune: found.prune,
  };
}
