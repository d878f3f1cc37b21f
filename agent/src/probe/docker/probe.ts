import type { DockerInventory } from '@suivi/shared';
import { readDockerRecord } from '../../domain/docker-record.ts';
import { findEngine } from '../../host/docker-socket.ts';
import { assessDocker, type DockerFacts } from './assess.ts';

export interface DockerProbeOptions {
  readonly machineId: string;
  /** The engine's socket where it is not at its usual place. */
  readonly socket: string | null;
  /** What the runner read last. */
  readonly record: string;
  /** Why the machine's policy does not let the engine be read; null when it does. */
  readonly refusal: () => Promise<string | null>;
}

export interface DockerProbe {
  /** Changes whenever the inventory may. */
  fingerprint(): Promise<string>;
  read(): Promise<DockerInventory>;
  /** Milliseconds since the epoch of the last reading; null when there was none. */
  lastReading(): Promise<Date | null>;
  /** Whether there is an engine that may be read. */
  isReadable(): Promise<boolean>;
}

/** What an agent without any right to the engine can tell of it: what it sees, and what its runner has read. */
export function openDockerProbe({ machineId, socket, record, refusal }: DockerProbeOptions): DockerProbe {
  const look = async (): Promise<DockerFacts> => ({
    machineId,
    engine: await findEngine(socket),
    refusal: await refusal(),
    record: await readDockerRecord(record),
    now: new Date().toISOString(),
  });
  return {
    async fingerprint() {
      const { engine, refusal: why, record: read } = await look();
      return JSON.stringify([engine, why, read?.checkedAt ?? null]);
    },
    read: async () => assessDocker(await look()),
    lastReading: async () => {
      const read = await readDockerRecord(record);
      return read && new Date(read.checkedAt);
    },
    isReadable: async () => {
      const { engine, refusal: why } = await look();
      return engine?.listens === true && why === null;
    },
  };
}
