import { hostname } from 'node:os';
import { join } from 'node:path';
import type { SnapshotKind, UpdateSnapshot } from '@suivi/shared';
import type { Config } from './config.ts';
import type { Logger } from './domain/logger.ts';
import type { Outbox } from './domain/ports.ts';
import { runnerPaths } from './domain/run-files.ts';
import { excludedPackages } from './planner.ts';
import { hardwareFingerprint, readHardware } from './probe/hardware/index.ts';
import { openPackagesProbe, type PackagesProbe } from './probe/packages/index.ts';
import {
  isContainer,
  readOs,
  readSystem,
  readVirtualization,
  systemFingerprint,
} from './probe/system/index.ts';
import type { Acknowledged } from './report/acknowledged.ts';
import { buildUpdateSnapshot } from './report/apt.ts';
import { Section } from './report/section.ts';
import type { StatusKeeper } from './report/status-keeper.ts';
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

export interface SectionsOptions {
  readonly probe: PackagesProbe;
  readonly machineId: string;
  readonly runnerDir: string;
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
  const { probe, machineId, runnerDir, outbox, acknowledged, status, logger } = options;
  const common = { outbox, acknowledged, logger };
  const hardware = {
    ...{ machineId, root: '/', record: runnerPaths(runnerDir).hardwareRecord },
    isContainer: async () => isContainer(await readVirtualization()),
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
  };
}
