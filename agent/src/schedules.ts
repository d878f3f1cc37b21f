import type { Action, AgentSettings } from '@suivi/shared';
import type { Config } from './config.ts';
import type { OwnAction } from './domain/ports.ts';
import { runnerPaths } from './domain/run-files.ts';
import type { Journal } from './journal/index.ts';
import type { Link } from './link/link.ts';
import type { DockerProbe } from './probe/docker/index.ts';
import type { GuestsProbe } from './probe/guests/index.ts';
import { lastRootLook } from './report/post-install.ts';
import { policyRefusal, readPolicy } from './runner/index.ts';
import { lastRefresh } from './schedule/last-refresh.ts';
import { scheduleRefreshes } from './schedule/refresher.ts';

/** Until the collector has said otherwise. */
const DEFAULT_REFRESH_HOURS = 6;
const ROOT_LOOK_HOURS = 24;

export interface ScheduleOptions {
  readonly config: Pick<Config, 'policy' | 'refreshHours' | 'runnerDir'>;
  readonly link: Pick<Link, 'on'>;
  readonly journal: Pick<Journal, 'ask'>;
  readonly docker: DockerProbe;
  readonly guests: GuestsProbe;
}

/**
 * Asks the runner, as the agent's own wish, for what is to be looked at again and again, where the policy allows it: lists of
 * packages, containers, guests, and once a day what post-install profiles have set and only root may see. Gives the way to stop.
 */
export function askOnSchedule({ config, link, journal, docker, guests }: ScheduleOptions): () => void {
  let settings: AgentSettings | null = null;
  link.on.settings.add((wanted) => {
    settings = wanted;
  });
  const hours = () => config.refreshHours ?? settings?.refreshHours ?? DEFAULT_REFRESH_HOURS;
  const paths = runnerPaths(config.runnerDir);
  const allows = async (action: Action) => !policyRefusal(await readPolicy(config.policy), action);
  const askIf = async (isWanted: boolean, action: OwnAction) => {
    if (isWanted) await journal.ask(action);
    return isWanted;
  };
  const stops = [
    scheduleRefreshes({
      hours,
      lastRefresh: () => lastRefresh(paths.refreshRecord),
      refresh: async () => askIf(await allows('apt_refresh'), 'apt_refresh'),
    }),
    scheduleRefreshes({
      hours,
      lastRefresh: docker.lastReading,
      refresh: async () => askIf(await docker.isReadable(), 'docker_inventory'),
    }),
    scheduleRefreshes({
      hours,
      lastRefresh: guests.lastReading,
      refresh: async () => askIf(await guests.isReadable(), 'guests_inventory'),
    }),
    scheduleRefreshes({
      hours: () => ROOT_LOOK_HOURS,
      lastRefresh: () => lastRootLook(paths, new Date()),
      refresh: async () => askIf(await allows('post_install_check'), 'post_install_check'),
    }),
  ];
  return () => {
    for (const stop of stops) stop();
  };
}
