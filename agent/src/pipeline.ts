import { hostname } from 'node:os';
import { join } from 'node:path';
import { type Action, READING_ACTIONS } from '@suivi/shared';
import { v4 as uuidv4 } from 'uuid';
import type { Config } from './config.ts';
import type { Logger } from './domain/logger.ts';
import type { Outbox as OutboxPort } from './domain/ports.ts';
import { runnerPaths } from './domain/run-files.ts';
import { watchHistory } from './history.ts';
import { readBootId } from './host/process.ts';
import { startRunner } from './host/start-runner.ts';
import { Tree } from './host/tree.ts';
import { type Identity, readIdentity } from './identity/identity.ts';
import { Journal } from './journal/index.ts';
import { logState, statusOf } from './link/describe.ts';
import { Link, type LinkOptions } from './link/link.ts';
import { Outbox } from './outbox/outbox.ts';
import { packagesPlanner } from './planner.ts';
import { openDockerProbe } from './probe/docker/index.ts';
import { openGuestsProbe } from './probe/guests/index.ts';
import { readHottest } from './probe/hardware/index.ts';
import { readMetrics } from './probe/metrics/index.ts';
import type { PackagesProbe } from './probe/packages/index.ts';
import { postInstallFolders } from './probe/post-install/index.ts';
import { Acknowledged } from './report/acknowledged.ts';
import { MetricsTimer } from './report/metrics-timer.ts';
import { StatusKeeper } from './report/status-keeper.ts';
import { policyRefusal, readPolicy } from './runner/index.ts';
import { askOnSchedule } from './schedules.ts';
import { cacheDirectory, containerQuestion, openSections, packagesProbe, type Sections } from './sections.ts';
import { lockState } from './state-lock.ts';
import { AGENT_VERSION } from './version.ts';
import { watchChanges } from './watch/watch.ts';

/**
 * Starts everything that an agent does on its machine, and gives the way to stop it.
 * Throws Problem, e.g. `not_enrolled`, `already_running` or `state_unusable`.
 */
export async function startAgent(config: Config, logger: Logger): Promise<() => Promise<void>> {
  const { stateDir, runnerDir } = config;
  const identity = await readIdentity(stateDir);
  const unlock = await lockState(stateDir);
  const outbox = await Outbox.open(join(stateDir, 'outbox'));
  const acknowledged = await Acknowledged.open(stateDir);
  const status = new StatusKeeper(stateDir);
  const probe = packagesProbe(config, cacheDirectory(stateDir));
  const { machineId } = identity;
  const docker = openDockerProbe({
    machineId,
    socket: config.dockerSocket,
    record: runnerPaths(runnerDir).dockerRecord,
    refusal: async () => policyRefusal(await readPolicy(config.policy), 'docker_inventory'),
  });
  const guests = openGuestsProbe({
    machineId,
    root: process.env['DPKG_ROOT'] || '/',
    record: runnerPaths(runnerDir).guestsRecord,
    refusal: async () => policyRefusal(await readPolicy(config.policy), 'guests_inventory'),
  });
  const inContainer = containerQuestion();
  const sections = openSections({
    config,
    probe,
    docker,
    guests,
    inContainer,
    machineId,
    outbox,
    acknowledged,
    status,
    logger,
  });
  const journal = await Journal.open({
    stateDir,
    runnerDir,
    trust: identity,
    outbox: announcing(outbox, (action) => lookAfterRun(sections, action)),
    startRunner: () => startRunner(runnerDir),
    logger,
  });
  const url = config.url ?? identity.url;
  const planner = packagesPlanner(config, join(stateDir, 'plan'), cacheDirectory(stateDir));
  const link = await openLink({ url, identity, stateDir, spool: outbox, journal, planner, logger });
  journal.sendThrough(link);
  link.on.state.add((state) => {
    status.change({ link: statusOf(state, new Date()) });
    logState(logger, state);
  });
  report({ link, outbox, acknowledged, sections, logger });
  const stopMetrics = reportMetrics({ link, outbox, machineId, inContainer, logger });
  const stopAsking = askOnSchedule({ config, link, journal, docker, guests });
  const stopWatching = await watchSections(probe, sections, () => journal.isRunning);
  const stopHistory = await watchHistory(probe, { stateDir, machineId, outbox, logger });
  link.start();
  return async () => {
    stopWatching();
    stopHistory();
    for (const section of Object.values(sections)) section.close();
    stopAsking();
    stopMetrics();
    await link.stop();
    await journal.close();
    await unlock();
  };
}

/** The outbox as the journal sees it: the end of an execution calls for a new analysis after it. */
const announcing = (outbox: Outbox, onFinished: (action: Action) => Promise<void>): OutboxPort => ({
  get isFull() {
    return outbox.isFull;
  },
  async put(draft) {
    const place = await outbox.put(draft);
    if (draft.type === 'execution_finished') void onFinished(draft.result.action);
    return place;
  },
});

/**
 * A run may have changed what no folder that is watched tells of, e.g. a setting of the kernel. Packages are read anew after what
 * may have changed them, and after a refresh, so that the time of the last look is true.
 */
async function lookAfterRun(sections: Sections, action: Action): Promise<void> {
  const force = action === 'apt_refresh' || !READING_ACTIONS.includes(action);
  await sections.apt_update_analyze.check({ force });
  const others = [
    sections.system,
    sections.hardware,
    sections.docker_inventory,
    sections.guests,
    sections.post_install,
  ];
  await Promise.all(others.map((section) => section.check()));
}

async function openLink(
  options: Omit<LinkOptions, 'identity' | 'speaker'> & { identity: Identity },
): Promise<Link> {
  const bootId = await readBootId().catch(() => null);
  const instance = { hostname: hostname(), bootId, processId: uuidv4() };
  return new Link({ ...options, speaker: { agentVersion: AGENT_VERSION, instance } });
}

interface Reporting {
  readonly link: Link;
  readonly outbox: Outbox;
  readonly acknowledged: Acknowledged;
  readonly sections: Sections;
  readonly logger: Logger;
}

/** Keeps in mind what the collector holds of each section, and sends what it lacks. */
function report({ link, outbox, acknowledged, sections, logger }: Reporting): void {
  const noteError = (error: Error) => logger.error('The state of a section could not be kept.', { error });
  link.on.wantSnapshot.add((kind) => {
    const again = () => sections[kind].check({ force: true });
    acknowledged.forget(kind).then(again).catch(noteError);
  });
  link.on.welcome.add(async (store) => {
    const lacking = await acknowledged.keepOnly(store).catch(noteError);
    for (const kind of lacking ?? []) if (!outbox.hasSection(kind)) void sections[kind].resend();
  });
  outbox.onAcknowledged(({ section, seq }) => {
    if (section) sections[section.kind].stored(section, seq).catch(noteError);
  });
}

function reportMetrics(options: {
  link: Link;
  outbox: Outbox;
  machineId: string;
  inContainer: () => Promise<boolean>;
  logger: Logger;
}): () => void {
  const { link, outbox, machineId, inContainer, logger } = options;
  // What is seen in a container is its host's heat, and the host says it.
  const hottest = async () => ((await inContainer()) ? null : readHottest(new Tree('/')));
  const read = () => readMetrics({ machineId, readHottest: hottest });
  const timer = new MetricsTimer({ read, outbox, logger });
  link.on.settings.add(({ metricsSeconds }) => timer.start(metricsSeconds));
  link.on.state.add(({ name }) => {
    if (name === 'waiting' || name === 'stopped') timer.stop();
  });
  return () => timer.stop();
}

/**
 * Looks at every section now, and again whenever something may have changed and every few minutes (errors of memory come without
 * anybody who tells of them); at what our own runs change, after their end.
 */
async function watchSections(
  probe: PackagesProbe,
  sections: Sections,
  isRunning: () => boolean,
): Promise<() => void> {
  const checkAll = () => {
    for (const section of Object.values(sections)) void section.check();
  };
  const directories = await probe.watchTargets();
  const locks = directories.flatMap((path) => [join(path, 'lock'), join(path, 'lock-frontend')]);
  const stop = watchChanges({
    directories: [...directories, ...postInstallFolders(process.env)],
    locks,
    isChanging: isRunning,
    onChange: checkAll,
  });
  checkAll();
  return stop;
}
