import { DockerInventory } from '@suivi/shared';
import type { Static } from 'typebox';
import * as Type from 'typebox';
import { readRecord } from './record.ts';

const MAX_BYTES = 3 * 1024 * 1024;

const { machineId: _, status: __, ...members } = DockerInventory.properties;

/** `docker.json`: what the runner read of the container engine, and when. The agent, which may not ask the engine, reports it. */
export const DockerRecord = Type.Object(members);
export type DockerRecord = Static<typeof DockerRecord>;

/** The last reading; null when there is none, or none that can be used. */
export const readDockerRecord = (path: string): Promise<DockerRecord | null> =>
  readRecord(path, DockerRecord, MAX_BYTES);
