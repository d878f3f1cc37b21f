import {
  contentHash,
  type DockerInventory,
  type DockerService,
  type DurableMessage,
  type Filesystem,
  type GuestsSnapshot,
  type HardwareSnapshot,
  type Metrics,
  type PostInstallSnapshot,
  type RunResult,
  type SystemSnapshot,
  type UpdateSnapshot,
} from '@suivi/shared';
import { v7 as uuid } from 'uuid';
import type { Incoming } from '../../../src/domain/ingest.ts';

type Message<T extends DurableMessage['type']> = Extract<DurableMessage, { type: T }>;

export const T0 = Date.parse('2026-11-23T10:00:00.000Z');
export const time = (seconds: number): string => new Date(T0 + seconds * 1000).toISOString();

type AptChange = Omit<Partial<UpdateSnapshot>, 'apt'> & { apt?: Partial<UpdateSnapshot['apt']> };

/** The messages of one machine's agent, numbered in order; `at` is in seconds of the collector's and the machine's clock. */
export class Speaker {
  readonly machineId: string;
  #seq = 0;

  constructor(machineId: string) {
    this.machineId = machineId;
  }

  incoming(message: DurableMessage, at: number): Incoming {
    return { machineId: this.machineId, message, receivedAt: time(at) };
  }

  apt(at: number, change: AptChange = {}): Incoming {
    return this.#snapshot('apt_update_analyze', aptSnapshot(this.machineId, at, change), at);
  }

  system(at: number, change: Partial<SystemSnapshot> = {}): Incoming {
    return this.#snapshot('system', { ...systemSnapshot(this.machineId, at), ...change }, at);
  }

  hardware(at: number, change: Partial<HardwareSnapshot> = {}): Incoming {
    return this.#snapshot('hardware', { ...hardwareSnapshot(this.machineId, at), ...change }, at);
  }

  guests(at: number, change: Partial<GuestsSnapshot> = {}): Incoming {
    const payload: GuestsSnapshot = {
      machineId: this.machineId,
      checkedAt: time(at),
      state: 'read',
      manager: 'proxmox',
      problem: null,
      guests: [],
      ...change,
    };
    return this.#snapshot('guests', payload, at);
  }

  docker(at: number, change: Partial<DockerInventory> = {}): Incoming {
    return this.#snapshot('docker_inventory', { ...dockerInventory(this.machineId, at), ...change }, at);
  }

  postInstall(at: number, change: Partial<PostInstallSnapshot> = {}): Incoming {
    const payload: PostInstallSnapshot = {
      machineId: this.machineId,
      checkedAt: time(at),
      status: 'ok',
      policy: { enabled: true, kinds: ['timezone'] },
      applied: null,
      rootCheckedAt: null,
      settings: [],
      ...change,
    };
    return this.#snapshot('post_install', payload, at);
  }

  /** Says that what is in this snapshot message still holds. */
  confirm(snapshot: Incoming, at: number): Incoming {
    const { kind, hash } = snapshot.message as Message<'snapshot'>;
    return this.incoming(
      { type: 'snapshot_confirmed', id: uuid(), seq: ++this.#seq, kind, hash, checkedAt: time(at) },
      at,
    );
  }

  metrics(at: number, change: Partial<Metrics> = {}): Incoming {
    const payload = { ...metricsOf(this.machineId, at), ...change };
    return this.incoming({ type: 'metrics', id: uuid(), seq: ++this.#seq, payload }, at);
  }

  started(
    at: number,
    run: { executionId: string; jobId: string },
    mode: RunResult['mode'] = 'manual',
    action: RunResult['action'] = 'apt_refresh',
  ): Incoming {
    return this.incoming(
      {
        type: 'execution_started',
        id: uuid(),
        seq: ++this.#seq,
        ...run,
        action,
        mode,
        startedAt: time(at),
      },
      at,
    );
  }

  finished(
    at: number,
    run: { executionId: string; jobId: string },
    change: Partial<RunResult> = {},
  ): Incoming {
    const result = { ...runResult(at), ...run, ...change };
    return this.incoming({ type: 'execution_finished', id: uuid(), seq: ++this.#seq, result }, at);
  }

  event(at: number, change: Partial<Message<'event'>> = {}): Incoming {
    return this.incoming(
      {
        type: 'event',
        id: uuid(),
        seq: ++this.#seq,
        eventType: 'outbox_set_aside',
        severity: 'warning',
        occurredAt: time(at),
        message: 'A file was set aside.',
        ...change,
      },
      at,
    );
  }

  #snapshot(
    kind: string,
    payload:
      | UpdateSnapshot
      | SystemSnapshot
      | HardwareSnapshot
      | PostInstallSnapshot
      | DockerInventory
      | GuestsSnapshot,
    at: number,
  ): Incoming {
    const { checkedAt: _, ...content } = payload;
    const hash = contentHash(content);
    const message = {
      type: 'snapshot',
      id: uuid(),
      seq: ++this.#seq,
      kind,
      hash,
      payload,
    } as Message<'snapshot'>;
    return this.incoming(message, at);
  }
}

const aptSnapshot = (machineId: string, at: number, { apt, ...change }: AptChange): UpdateSnapshot => ({
  machineId,
  hostname: 'web-1',
  os: { family: 'debian', version: '12' },
  checkedAt: time(at),
  status: 'updates_available',
  ...change,
  apt: {
    enabled: true,
    count: 1,
    securityCount: 0,
    rebootRequired: false,
    packages: [],
    newPackages: [],
    removals: [],
    autoremovable: [],
    held: [],
    sources: [
      {
        uri: 'http://deb.example/debian',
        suite: 'stable',
        components: ['main'],
        enabled: true,
        lastSuccessAt: time(0),
        ok: true,
      },
    ],
    dpkg: { ok: true },
    reboot: { required: false, reasons: [] },
    plan: [],
    planHash: null,
    ...apt,
  },
});

const systemSnapshot = (machineId: string, at: number): SystemSnapshot => ({
  machineId,
  checkedAt: time(at),
  hostname: 'web-1',
  os: {
    family: 'debian',
    version: '12.5',
    codename: 'bookworm',
    prettyName: 'Debian GNU/Linux 12 (bookworm)',
  },
  arch: 'amd64',
  kernel: '6.1.0-18-amd64',
  machineKind: 'vm',
  virtualization: 'kvm',
  hardwareProfile: 'generic_vm',
  bootId: null,
  agentVersion: '0.1.0',
  runtimeVersion: 'v20.0.0',
  aptVersion: '2.6.1',
  aptProxy: { mode: 'direct', url: null },
  cpu: { model: 'QEMU Virtual CPU', cores: 2 },
  memoryBytes: 64 * 2 ** 30,
});

const hardwareSnapshot = (machineId: string, at: number): HardwareSnapshot => ({
  machineId,
  checkedAt: time(at),
  isContainer: false,
  board: { vendor: 'QEMU', product: null, serial: null },
  cpu: { model: 'QEMU Virtual CPU', cores: 2 },
  memoryBytes: 64 * 2 ** 30,
  ecc: null,
  gpus: [],
  disks: [
    {
      ...{ name: 'sda', model: 'A disk', serial: null, kind: 'ssd', sizeBytes: 1e12, isRemovable: false },
      smart: null,
    },
  ],
  network: [],
  firmware: { mode: 'bios', vendor: null, version: null, date: null, bootloaderAt: null, updates: null },
  missingFirmware: null,
  temperatures: [],
  power: null,
  probe: null,
  warnings: [],
});

/** A file system of 100 GB that is full to this share. */
export const diskOf = (mount: string, usedPercent: number): Filesystem => ({
  mount,
  type: 'ext4',
  sizeBytes: 100e9,
  usedBytes: usedPercent * 1e9,
  availableBytes: (100 - usedPercent) * 1e9,
  usedPercent,
});

export const metricsOf = (machineId: string, at: number): Metrics => ({
  machineId,
  collectedAt: time(at),
  cpuLoad1: 0.25,
  cpuLoad5: 0,
  cpuCores: 2,
  memoryTotalBytes: 64 * 2 ** 30,
  memoryUsedBytes: 32 * 2 ** 30,
  memoryAvailableBytes: 32 * 2 ** 30,
  memoryUsedPercent: 50.5,
  filesystems: [diskOf('/', 98.25)],
  rootUsedPercent: 98.25,
  warnings: [{ code: 'disk_full', message: '/ is 98 % full', mount: '/' }],
});

const runResult = (at: number): Omit<RunResult, 'executionId' | 'jobId'> => ({
  action: 'apt_refresh',
  mode: 'manual',
  startedAt: time(at - 3),
  finishedAt: time(at),
  status: 'ok',
  exitCode: 0,
  errorKind: null,
  errorMessage: null,
  importantLines: [],
  log: {
    bytes: 1234,
    sha256: 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
    truncated: false,
  },
});

const sha = (letter: string): string => `sha256:${letter.repeat(64)}`;

/** An engine with one stack of one service, whose image a registry knows under the digest `aa...`. */
export const dockerInventory = (machineId: string, at: number): DockerInventory => ({
  machineId,
  checkedAt: time(at),
  status: 'ok',
  state: 'read',
  problem: null,
  engine: { kind: 'docker', version: '20.10.24', socket: '/run/docker.sock' },
  compose: { command: 'docker-compose', version: '1.29.2' },
  stacks: [
    {
      name: 'shop',
      workingDir: '/srv/shop',
      configFiles: ['/srv/shop/docker-compose.yml'],
      problem: null,
      services: [dockerService('web')],
    },
  ],
  others: [],
  prune: {
    dangling: { count: 0, bytes: 0 },
    unused: { count: 0, bytes: 0 },
    buildCache: null,
  },
});

export const dockerService = (name: string, change: Partial<DockerService> = {}): DockerService => ({
  name,
  containers: [{ name: `shop_${name}_1`, state: 'running', health: null }],
  image: 'registry.example.org/web:1',
  imageId: sha('1'),
  tagImageId: sha('1'),
  digests: [sha('a')],
  tagDigests: [sha('a')],
  pinned: false,
  ...change,
});
