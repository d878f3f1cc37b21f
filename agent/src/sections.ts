import { hostname } from 'node:os';
import { join } from 'node:path';
import type { PostInstallSnapshot, SnapshotKind, UpdateSnapshot } from '@suivi/shared';
import type { Config } from './config.ts';
import type { Logger } from './domain/logger.ts';
import type { Outbox } from './domain/ports.ts';
import { runnerPaths } from './domain/run-files.ts';
import { excludedPackages } from './planner.ts';
import type { DockerProbe } from './probe/docker/index.ts';
import type { GuestsProbe } from './probe/guests/index.ts';
import { hardwareFingerprint, readHardware } from './probe/hardware/index.ts';
import { openPackagesProbe, type PackagesProbe } from './probe/packages/index.ts';
import { openPostInstallReader } from './probe/post-install/index.ts';
import {
  isContainer,
  readOs,
  readSystem,
  readVirtualization,
  systemFingerprint,
} from './probe/system/index.ts';
import type { Acknowledged } from './report/acknowledged.ts';
import { buildUpdateSnapshot } from './report/apt.ts';
import { postInstallFingerprint, readPostInstall } from './report/post-install.ts';
import { Section } from './report/section.ts';
import type { StatusKeeper } from './report/status-keeper.ts';
import { allowedKinds, policyRefusal, readPolicy } from './runner/index.ts';
import { AGENT_VERSION } from './version.ts';

/** The packages probe of this machine, with its package cache in the directory given. */
export const packagesProbe = (
  { runnerDir, policy }: Pick<Config, 'runnerDir' | 'policy'>,
  cacheDir: string,
): PackagesProbe =>
  openPackagesProbe({
    env: process.env,
    cacheDir,
    refreshRecord: runnerPaths(runnerDir).refreshRecord,
    exclusions: { file: policy, names: () => excludedPackages(policy) },
  });

/** Where the agent keeps apt's package cache. */
export const cacheDirectory = (stateDir: string): string => join(stateDir, 'apt-cache');

/** Analyses apt now. */
export async function readUpdateSnapshot(probe: PackagesProbe, machineId: string): Promise<UpdateSnapshot> {
  const apt = await probe.analyse();
  const { family, version } = await readOs(process.env);
  const os = { family, version };
  return buildUpdateSnapshot(
    { machineId, hostname: hostname(), os, checkedAt: new Date().toISOString() },
    apt,
  );
}

/** Whether post-install profiles may be applied on this machine, and which kinds of steps. */
async function readPostInstallPolicy(path: string): Promise<PostInstallSnapshot['policy']> {
  const policy = await readPolicy(path);
  const enabled = policyRefusal(policy, 'post_install_apply') === null;
  return { enabled, kinds: enabled ? [...allowedKinds(policy)] : [] };
}

/** Whether this machine is a container, asked once. */
export function containerQuestion(): () => Promise<boolean> {
  let virtualization: Promise<string | null> | undefined;
  return async () => {
    virtualization ??= readVirtualization();
    return isContainer(await virtualization);
  };
}

export interface SectionsOptions {
  readonly config: Pick<Config, 'runnerDir' | 'policy'>;
  readonly probe: PackagesProbe;
  readonly docker: DockerProbe;
  readonly guests: GuestsProbe;
  readonly inContainer: () => Promise<boolean>;
  readonly machineId: string;
  readonly outbox: Outbox;
  readonly acknowledged: Acknowledged;
  readonly status: StatusKeeper;
  readonly logger: Logger;
}

/** What the pipeline asks of a section, whatever its kind. */
type AnySection = Pick<Section<SnapshotKind>, 'check' | 'resend' | 'stored' | 'close'>;

export type Sections = Readonly<Record<SnapshotKind, AnySection>>;

/** The sections of this machine: each kind of snapshot with the probe that reads it. */
export function openSections(options: SectionsOptions): Sections {
  const { config, probe, docker, guests, machineId, outbox, acknowledged, status, logger } = options;
  const postInstall = {
    machineId,
    reader: openPostInstallReader(process.env),
    runner: runnerPaths(config.runnerDir),
    policy: () => readPostInstallPolicy(config.policy),
  };
  const common = { outbox, acknowledged, logger };
  const hardware = {
    ...{ machineId, root: '/', record: runnerPaths(config.runnerDir).hardwareRecord },
    isContainer: options.inContainer,
  };
  return {
    apt_update_analyze: new Section({
      kind: 'apt_update_analyze',
      fingerprint: async () => `${AGENT_VERSION}\n${await probe.fingerprint()}`,
      read: () => readUpdateSnapshot(probe, machineId),
      isFailure: ({ status: result }) => result === 'error',
      onRead: ({ checkedAt, status: result, apt }) =>
        status.change({ lastAnalysis: { checkedAt, status: result, count: apt.count } }),
      ...common,
    }),
    system: new Section({
      kind: 'system',
      fingerprint: async () => `${AGENT_VERSION}\n${await systemFingerprint(process.env)}`,
      read: () => readSystem({ machineId, agentVersion: AGENT_VERSION, env: process.env }),
      ...common,
    }),
    hardware: new Section({
      kind: 'hardware',
      fingerprint: async () => `${AGENT_VERSION}\n${await hardwareFingerprint(hardware)}`,
      read: () => readHardware(hardware),
      ...common,
    }),
    docker_inventory: new Section({
      kind: 'docker_inventory',
      fingerprint: async () => `${AGENT_VERSION}\n${await docker.fingerprint()}`,
      read: () => docker.read(),
      ...common,
    }),
    guests: new Section({
      kind: 'guests',
      fingerprint: async () => `${AGENT_VERSION}\n${await guests.fingerprint()}`,
      read: () => guests.read(),
      ...common,
    }),
    post_install: new Section({
      kind: 'post_install',
      fingerprint: async () => `${AGENT_VERSION}\n${await postInstallFingerprint(postInstall)}`,
      read: () => readPostInstall(postInstall),
      ...common,
    }),
  };
}
