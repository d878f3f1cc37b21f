import { hostname } from 'node:os';
import { join } from 'node:path';
import type { AgentSettings } from '@suivi/shared';
import { v4 as uuidv4 } from 'uuid';
import type { Config } from './config.ts';
import type { Logger } from './domain/logger.ts';
import type { Journal } from './domain/ports.ts';
import { Problem } from './domain/problem.ts';
import { makeDirectory } from './host/files.ts';
import { readBootId } from './host/process.ts';
import { readIdentity } from './identity/identity.ts';
import { logState, statusOf } from './link/describe.ts';
import { Link } from './link/link.ts';
import { Outbox } from './outbox/outbox.ts';
import { Acknowledged } from './report/acknowledged.ts';
import { StatusKeeper } from './report/status-keeper.ts';
import { takeLock } from './runner/lock.ts';
import { scheduleRefreshes } from './schedule/refresher.ts';
import { cacheDirectory, openSections, packagesProbe } from './sections.ts';
import { AGENT_VERSION } from './version.ts';
import { watchChanges } from './watch/watch.ts';

/**
 * Starts everything that an agent does on its machine, and gives the way to stop it.
 * Throws Problem, e.g. `not_enrolled`, `already_running` or `state_unusable`.
 */
export async function startAgent(config: Config, logger: Logger): Promise<() => Promise<void>> {
  const { stateDir } = config;
  const identity = await readIdentity(stateDir);
  const unlock = await lockState(stateDir);
  const { machineId } = identity;
  const outbox = await Outbox.open(join(stateDir, 'outbox'));
  const acknowledged = await Acknowledged.open(stateDir);
  const status = new StatusKeeper(stateDir);
  const probe = packagesProbe(config, cacheDirectory(stateDir));
  const sections = openSections({ probe, machineId, outbox, acknowledged, status, logger });
  const checkAll = () => {
    for (const section of Object.values(sections)) void section.check();
  };

  const journal: Journal = {
    accept: async () => ({ code: 'invalid', message: 'not yet' }),
    cancel: async () => {},
    list: () => [],
    refresh: async () => {},
    logAck: () => {},
    wantExecution: async () => {},
    resume: () => {},
  };
  const link = new Link({
    url: config.url ?? identity.url,
    identity,
    speaker: {
      agentVersion: AGENT_VERSION,
      instance: { hostname: hostname(), bootId: await readBootId().catch(() => null), processId: uuidv4() },
    },
    stateDir,
    spool: outbox,
    journal,
    logger,
  });
  let settings: AgentSettings | null = null;
  link.on.state.add((state) => {
    status.change({ link: statusOf(state, new Date()) });
    logState(logger, state);
  });
  link.on.settings.add((wanted) => {
    settings = wanted;
  });
  link.on.wantSnapshot.add((kind) => {
    void acknowledged.forget(kind).then(() => sections[kind]?.check({ force: true }));
  });
  link.on.welcome.add((store) => {
    void acknowledged.keepOnly(store).then((lacking) => {
      for (const kind of lacking) if (!outbox.hasSection(kind)) void sections[kind]?.resend();
    });
  });
  outbox.onAcknowledged(({ section, seq }) => {
    if (section) void sections[section.kind]?.stored(section.hash, seq);
  });

  const directories = await probe.watchTargets();
  const locks = directories.flatMap((path) => [join(path, 'lock'), join(path, 'lock-frontend')]);
  const stopWatching = watchChanges({ directories, locks, onChange: checkAll });
  const stopRefreshing = scheduleRefreshes({
    hours: () => config.refreshHours ?? settings?.refreshHours ?? 6,
    lastRefresh: async () => null,
    refresh: () => journal.refresh(),
  });
  checkAll();
  link.start();
  return async () => {
    stopWatching();
    stopRefreshing();
    await link.stop();
    await unlock();
  };
}

async function lockState(stateDir: string): Promise<() => Promise<void>> {
  try {
    await makeDirectory(stateDir);
    const release = await takeLock(join(stateDir, 'lock'));
    if (release) return release;
  } catch (error) {
    throw new Problem(
      'state_unusable',
      `The state directory ${stateDir} cannot be used: ${(error as Error).message}.`,
      'Check its owner, its permissions and the free space, or set SU_AGENT_STATE_DIR.',
      error,
    );
  }
  throw new Problem(
    'already_running',
    `Another agent runs with the state in ${stateDir}.`,
    'Stop it first, or give this one a state of its own with SU_AGENT_STATE_DIR.',
  );
}
