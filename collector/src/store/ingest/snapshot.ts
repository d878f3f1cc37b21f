import type {
  DockerInventory,
  DurableMessage,
  PostInstallSnapshot,
  SystemSnapshot,
  UpdateSnapshot,
} from '@suivi/shared';
import { aptFacts } from '../../domain/apt-facts.ts';
import { deriveDockerState, namesToAsk } from '../../domain/docker.ts';
import type { Sighting } from '../../domain/messages.ts';
import { pendingSince } from '../../domain/pending-since.ts';
import type { SnapshotsTable } from '../tables.ts';
import { confirm } from './confirmation.ts';
import { type Context, type Handler, invalid, latestKey, STORED } from './context.ts';
import { storeHardware } from './hardware.ts';

type SnapshotMessage = Extract<DurableMessage, { type: 'snapshot' }>;

/** A section that changed becomes a row; one that is equal to the newest confirms it. */
export const applySnapshot: Handler<SnapshotMessage> = (context, message, incoming) => {
  const { machineId } = incoming;
  if (message.payload.machineId !== machineId) return invalid('The snapshot is of another machine.');
  const owner = context.owners.get(message.id);
  if (owner !== undefined)
    return owner === machineId ? STORED : invalid('The id belongs to another machine.');

  const latest = context.latest.get(latestKey(machineId, message.kind));
  if (latest?.contentHash === message.hash)
    return confirm(context, latest, incoming, message.seq, message.payload.checkedAt);
  if (latest && message.seq < latest.messageSeq && message.payload.checkedAt <= latest.checkedAt)
    return STORED;

  const row = store(context, message);
  const snapshot: SnapshotsTable = {
    ...row,
    id: message.id,
    machineId,
    kind: message.kind,
    schemaVersion: 1,
    checkedAt: message.payload.checkedAt,
    payloadJson: JSON.stringify(message.payload),
    rawLogPath: null,
    rawArtifactId: null,
    sourceJobId: null,
    receivedAt: incoming.receivedAt,
    lastConfirmedAt: null,
    confirmedReceivedAt: null,
    contentHash: message.hash,
    confirmedSeq: null,
    messageSeq: message.seq,
  };
  context.newSnapshots.push(snapshot);
  const sighting = sightingIn(context, message);
  if (sighting)
    context.seen.push({
      ...sighting,
      machineId,
      at: incoming.receivedAt,
      snapshotId: message.id,
      executionId: null,
    });
  context.latest.set(latestKey(machineId, message.kind), snapshot);
  context.owners.set(message.id, machineId);
  return STORED;
};

/** What the snapshot changes beside its own row, by its kind. */
function store(context: Context, message: SnapshotMessage): Derived {
  switch (message.kind) {
    case 'apt_update_analyze':
      notePending(context, message.payload);
      return storeApt(context, message.id, message.payload);
    case 'system':
      return storeSystem(context, message.payload);
    case 'hardware':
      storeHardware(context, message.id, message.payload);
      return changed(context, message.payload.machineId);
    case 'docker_inventory':
      return storeDocker(context, message.id, message.payload);
    case 'post_install':
      return storePostInstall(context, message.payload);
    case 'guests':
      context.unit.updateMachine(message.payload.machineId, { lastSeenAt: context.unit.at });
      return changed(context, message.payload.machineId);
  }
}

/** What a person should read in it; null for kinds in which there is nothing of that. */
function sightingIn({ rules }: Context, message: SnapshotMessage): Sighting | null {
  switch (message.kind) {
    case 'apt_update_analyze':
      return rules.ofAnalysis(message.payload);
    case 'docker_inventory':
      return rules.ofInventory(message.payload);
    case 'hardware':
      return rules.ofHardware(message.payload);
    case 'post_install':
      return rules.ofPostInstall(message.payload);
    case 'system':
    case 'guests':
      return null;
  }
}

type Derived = Pick<SnapshotsTable, 'seq' | 'status' | 'importantJson' | 'factsJson'>;

/** What changes no status has its place in the order of commits all the same. */
const changed = ({ unit }: Context, machineId: string): Derived => ({
  seq: unit.tx.record({ type: 'machine', machineId, refId: machineId }),
  status: 'ok',
  importantJson: null,
  factsJson: null,
});

/** A machine without a container engine says so once and has nothing on its timeline for it. */
function storeDocker({ unit, answers }: Context, snapshotId: string, payload: DockerInventory): Derived {
  const { machineId, state, problem, stacks, status } = payload;
  const docker = deriveDockerState(payload, answers);
  const before = unit.state(machineId);
  unit.machineState.upsertMachineState(machineId, docker);
  unit.updateMachine(machineId, { lastSeenAt: unit.at });
  unit.touch(machineId);
  const derived = { status, importantJson: null, factsJson: JSON.stringify(namesToAsk(payload)) };
  if (state === 'not_installed' && before.dockerInstalled === 0)
    return { ...derived, seq: unit.tx.record({ type: 'machine', machineId, refId: machineId }) };
  const { seq } = unit.machineState.recordEvent({
    machineId,
    eventType: 'docker_inventory',
    severity: status === 'error' || status === 'warning' ? 'warning' : 'info',
    snapshotId,
    message: problem?.message ?? null,
    payload: { state, stacks: stacks.length, updates: docker.dockerUpdatesCount },
  });
  return { ...derived, seq };
}

/** Notes down since when what is pending now has been seen so. */
function notePending(context: Context, { machineId, apt }: UpdateSnapshot): void {
  const hasBefore = context.latest.has(latestKey(machineId, 'apt_update_analyze'));
  const before = context.pendingSince.get(machineId) ?? (hasBefore ? 'untold' : 'none');
  const since = pendingSince(apt, before, context.unit.at);
  if (!since) return;
  context.pendingSince.set(machineId, since);
  context.changedPending.add(machineId);
}

function storeApt({ unit }: Context, snapshotId: string, payload: UpdateSnapshot): Derived {
  const { machineId } = payload;
  const { status, ...aptFields } = unit.machineState.deriveAptState(payload);
  const running = unit.state(machineId).runningJobId !== null;
  unit.machineState.upsertMachineState(machineId, running ? aptFields : { status, ...aptFields });
  unit.updateMachine(machineId, { lastCheckedAt: payload.checkedAt, lastSeenAt: unit.at });
  unit.touch(machineId);
  const { seq } = unit.machineState.recordEvent({
    machineId,
    eventType: 'apt_refresh',
    severity: status === 'error' ? 'error' : 'info',
    snapshotId,
    message: payload.apt.problem?.message ?? null,
    payload: { status, count: payload.apt.count, securityCount: payload.apt.securityCount },
  });
  const lines = payload.rawHints?.logImportantLines;
  return {
    seq,
    status,
    importantJson: lines ? JSON.stringify(lines) : null,
    factsJson: JSON.stringify(aptFacts(payload)),
  };
}

function storeSystem(context: Context, payload: SystemSnapshot): Derived {
  const { unit, hardware } = context;
  const { machineId, hostname, os, cpu, aptProxy } = payload;
  unit.describeMachine(machineId, {
    hostname,
    osFamily: os.family,
    osVersion: os.version,
    osCodename: os.codename,
    arch: payload.arch,
    machineKind: payload.machineKind,
    virtualization: payload.virtualization,
    hardwareProfile: payload.hardwareProfile,
    aptProxyMode: aptProxy.mode,
    aptProxyUrl: aptProxy.url,
    lastSeenAt: unit.at,
  });
  hardware.set(machineId, {
    machineId,
    cpuModel: cpu.model,
    cpuCores: cpu.cores,
    memoryBytes: payload.memoryBytes,
    updatedAt: unit.at,
  });
  return changed(context, machineId);
}

function storePostInstall({ unit }: Context, { machineId, status }: PostInstallSnapshot): Derived {
  const seq = unit.tx.record({ type: 'machine', machineId, refId: machineId });
  return { seq, status, importantJson: null, factsJson: null };
}
