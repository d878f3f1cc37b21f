import { stat } from 'node:fs/promises';
import { cpus, totalmem } from 'node:os';
import type { HardwareSnapshot } from '@suivi/shared';
import { HARDWARE_RECORD_BYTES, HardwareRecord } from '../../domain/hardware-record.ts';
import { readRecord } from '../../domain/record.ts';
import { runText } from '../../host/exec.ts';
import { readBootId } from '../../host/process.ts';
import { Tree } from '../../host/tree.ts';
import { hardwareWarnings } from './assess.ts';
import { readDisks, readGpus, readNetwork } from './devices.ts';
import { readBoard, readFirmware } from './firmware.ts';
import { ioErrors, missingFirmware } from './parse-kernel-log.ts';
import { parseFwupd } from './parse-record.ts';
import { parseSmart } from './parse-smart.ts';
import { readPower } from './power.ts';
import { readEcc, readTemperatures } from './sensors.ts';

export interface HardwareProbeOptions {
  readonly machineId: string;
  /** Where the kernel's files lie: `/`, or a captured tree. */
  readonly root: string;
  /** What the runner has read as root. */
  readonly record: string;
  readonly isContainer: () => Promise<boolean>;
}

/** What the kernel says of the processor and the memory; a test gives that of another machine. */
const ownCore = () => ({
  cpu: { model: cpus()[0]?.model.trim().slice(0, 256) || null, cores: cpus().length || null },
  memoryBytes: totalmem(),
});

const bootId = (): Promise<string | null> => readBootId().catch(() => null);

/** Reads what this machine is made of, from the kernel's files and what root has read. Runs lspci, where it is installed. */
export async function readHardware(
  { machineId, root, record: path, isContainer }: HardwareProbeOptions,
  core: Pick<HardwareSnapshot, 'cpu' | 'memoryBytes'> = ownCore(),
  lspci = async () =>
    (await runText('lspci', ['-Dmm'], { env: { PATH: '/usr/bin:/bin', LC_ALL: 'C' } })).value,
): Promise<HardwareSnapshot> {
  const tree = new Tree(root);
  const record = await readRecord(path, HardwareRecord, HARDWARE_RECORD_BYTES);
  const kernelLog = record?.kernelLog ?? null;
  const isLogOfThisBoot = record?.bootId != null && record.bootId === (await bootId());
  const inContainer = await isContainer();
  const gathered = {
    isContainer: inContainer,
    ecc: await readEcc(tree),
    disks: withSmart(await readDisks(tree), record),
    temperatures: await readTemperatures(tree),
    // What it tells since the boot may have been told in an earlier one.
    power: isLogOfThisBoot
      ? await readPower(tree, record.throttled ?? null, kernelLog)
      : await readPower(tree, null, null),
    missingFirmware: kernelLog && missingFirmware(kernelLog),
  };
  return {
    machineId,
    checkedAt: new Date().toISOString(),
    ...core,
    ...gathered,
    board: { ...(await readBoard(tree)), serial: record?.serial ?? null },
    gpus: await readGpus(tree, await lspci()),
    network: await readNetwork(tree, inContainer),
    firmware: {
      ...(await readFirmware(tree)),
      updates: record?.fwupd == null ? null : parseFwupd(record.fwupd, record.fwupdHasList ?? true),
    },
    probe: record && {
      at: record.readAt,
      hasSmartctl: record.smart !== null,
      hasFwupd: record.fwupd !== null,
    },
    warnings: hardwareWarnings({
      ...gathered,
      ioErrors: ioErrors(kernelLog ?? []),
      isLogOfThisBoot,
    }).slice(0, 100),
  };
}

/**
 * A text that changes when the hardware snapshot may: devices, errors, throttling, heat beyond the critical, and what root has
 * read. Temperatures themselves change all the time, so they do not count.
 */
export async function hardwareFingerprint({
  root,
  record,
  isContainer,
}: HardwareProbeOptions): Promise<string> {
  const tree = new Tree(root);
  const read = await stat(record).catch(() => null);
  const hot = (await readTemperatures(tree)).filter(
    ({ celsius, criticalCelsius }) => criticalCelsius !== null && celsius >= criticalCelsius,
  );
  return JSON.stringify([
    await bootId(),
    read && [read.mtimeMs, read.size, read.ino],
    await tree.list('sys/bus/pci/devices'),
    await readDisks(tree),
    await readNetwork(tree, await isContainer()),
    await readEcc(tree),
    await readPower(tree, null, null),
    hot.map(({ name }) => name),
  ]);
}

function withSmart(
  disks: HardwareSnapshot['disks'],
  record: HardwareRecord | null,
): HardwareSnapshot['disks'] {
  const read = new Map(record?.smart?.map(({ disk, json }) => [disk, parseSmart(json)]));
  return disks.map((disk) => ({ ...disk, ...read.get(disk.name) }));
}
