import { type Engine, EngineProblem } from './engine.ts';
import type { RawContainer, RawImage, RawReading, RawUsage, RawVersion } from './raw.ts';

/** More containers than this are not looked at; no machine that we know of has as many. */
const MOST_CONTAINERS = 1000;
/** Looking at what takes room can take long where there is much. */
const USAGE_MS = 120_000;

/** The labels by which Compose marks what it made. */
export const LABELS = {
  project: 'com.docker.compose.project',
  service: 'com.docker.compose.service',
  workingDir: 'com.docker.compose.project.working_dir',
  configFiles: 'com.docker.compose.project.config_files',
  environmentFile: 'com.docker.compose.project.environment_file',
  number: 'com.docker.compose.container-number',
  oneoff: 'com.docker.compose.oneoff',
} as const;

/** Reads everything that an inventory is made of. Changes nothing. Throws EngineProblem. */
export async function readEngine(engine: Engine): Promise<RawReading> {
  const version = (await engine.call('/version')) as RawVersion;
  return {
    version,
    images: await readImages(engine),
    containers: await readContainers(engine),
    usage: await readUsage(engine),
  };
}

/** All images that have a name or are used. */
export const readImages = async (engine: Engine): Promise<RawImage[]> =>
  ((await engine.call('/images/json')) as RawImage[] | null) ?? [];

/** All containers, running or not, with what a list does not say of them; those of one stack where it is named. */
export async function readContainers(engine: Engine, stack?: string): Promise<RawContainer[]> {
  const filters = JSON.stringify(stack === undefined ? {} : { label: [`${LABELS.project}=${stack}`] });
  const listed = (await engine.call('/containers/json', { query: { all: 'true', filters } })) as {
    Id: string;
  }[];
  const containers: RawContainer[] = [];
  for (const { Id } of (listed ?? []).slice(0, MOST_CONTAINERS)) {
    const container = await inspect(engine, Id);
    if (container && container.Config.Labels?.[LABELS.oneoff] !== 'True') containers.push(container);
  }
  return containers;
}

/** Null when it has gone meanwhile. */
async function inspect(engine: Engine, id: string): Promise<RawContainer | null> {
  try {
    return (await engine.call(`/containers/${id}/json`)) as RawContainer;
  } catch (error) {
    if (error instanceof EngineProblem && error.status === 404) return null;
    throw error;
  }
}

/** Not every engine can tell, and none is judged by it. */
const readUsage = async (engine: Engine): Promise<RawUsage | null> =>
  ((await engine.call('/system/df', { timeoutMs: USAGE_MS }).catch(() => null)) as RawUsage | null) ?? null;
