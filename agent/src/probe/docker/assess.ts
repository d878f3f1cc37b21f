import type { DockerInventory, Status } from '@suivi/shared';
import type { DockerRecord } from '../../domain/docker-record.ts';
import type { SeenEngine } from '../../host/docker-socket.ts';

/** What the agent itself can see, and what its runner has read. */
export interface DockerFacts {
  readonly machineId: string;
  readonly engine: SeenEngine | null;
  /** Why the machine's policy does not let the engine be read; null when it does. */
  readonly refusal: string | null;
  readonly record: DockerRecord | null;
  /** Now, by this machine's clock. */
  readonly now: string;
}

const NEVER_READ =
  'The container engine has not been read yet. The machine does so by itself within a minute or two; ask for it with docker_inventory.';

/** What the machine knows of its containers. What may not be read any more, or is gone, is not told from an older reading. Pure. */
export function assessDocker({ machineId, engine, refusal, record, now }: DockerFacts): DockerInventory {
  const nothing = {
    machineId,
    checkedAt: now,
    problem: null,
    engine: engine && { kind: engine.kind, version: null, socket: engine.socket },
    compose: null,
    stacks: [],
    others: [],
    prune: null,
  };
  if (!engine) return { ...nothing, status: 'ok', state: 'not_installed' };
  if (refusal !== null) {
    const message = `${refusal} Change it in the policy file on the machine, where that is wanted.`;
    return {
      ...nothing,
      status: 'unknown',
      state: 'not_allowed',
      problem: { code: 'policy_refused', message },
    };
  }
  if (!engine.listens) {
    const message = `${engine.socket} is not there: the engine does not run. Start it, e.g. with systemctl start docker.`;
    return { ...nothing, status: 'warning', state: 'failed', problem: { code: 'engine_stopped', message } };
  }
  if (!record || record.state === 'not_installed')
    return {
      ...nothing,
      status: 'unknown',
      state: 'never_read',
      problem: { code: 'never_read', message: NEVER_READ },
    };
  return { ...record, machineId, status: statusOf(record) };
}

/** Whether something needs a person; updates are not known here. */
function statusOf({ state, stacks, others }: DockerRecord): Status {
  if (state !== 'read') return 'warning';
  const containers = [...stacks.flatMap(({ services }) => services), ...others].flatMap(
    (each) => each.containers,
  );
  const isIll = containers.some(
    ({ state: how, health }) => health === 'unhealthy' || how === 'restarting' || how === 'dead',
  );
  return isIll ? 'warning' : 'ok';
}
