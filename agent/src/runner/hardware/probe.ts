import { readdir, readFile } from 'node:fs/promises';
import { type HardwareRecord, PROGRAM_OUTPUT_BYTES } from '../../domain/hardware-record.ts';
import { runText } from '../../host/exec.ts';
import { writeWhole } from '../../host/files.ts';
import { readBootId } from '../../host/process.ts';
import type { ActionContext, ActionEnd } from '../actions/action.ts';
import { failed, succeeded } from '../actions/end.ts';
import { say } from '../log.ts';
import { tellingLines } from './kernel-log.ts';

/** For one program; a disk that sleeps takes some seconds to wake up. */
const TIMEOUT_MS = 60_000;
const MOST_DISKS = 64;
/** Where fwupd keeps what it has fetched: since 1.9, and before. */
const FWUPD_LISTS = ['/var/lib/fwupd/metadata', '/var/lib/fwupd/remotes.d'];
/** What is no disk, or has no health of its own. */
const NO_HEALTH = /^(loop|ram|zram|dm-|md|sr|fd|nbd|drbd|rbd|vd|xvd|mmcblk\d+boot)/;

/** Reads what only root may, and leaves it in a file for the agent. Changes nothing; a program that is not installed is said so. */
export async function probeHardware(context: ActionContext): Promise<ActionEnd> {
  const { env, runner, run, now } = context;
  if (env['DPKG_ROOT'])
    return failed(
      'not_supported',
      'A sandbox has no hardware of its own. Probe the machine that it lies on.',
    );
  const smart = await readSmart(env);
  const fwupd = await output('fwupdmgr', ['get-updates', '--json', '--no-authenticate'], env);
  const fwupdHasList = fwupd === null ? false : await hasFetchedList();
  const kernel = await output('dmesg', [], env, 16 * PROGRAM_OUTPUT_BYTES);
  const record: HardwareRecord = {
    readAt: now().toISOString(),
    bootId: await readBootId().catch(() => null),
    smart,
    kernelLog: kernel === null ? null : tellingLines(kernel),
    serial: await readSerial(),
    fwupd,
    fwupdHasList,
    throttled: await output('vcgencmd', ['get_throttled'], env, 256),
  };
  await writeWhole(runner.hardwareRecord, JSON.stringify(record), { mode: 0o640 });
  const notes = [
    smart === null
      ? 'smartctl is not installed, so the health of the disks is not known. Install smartmontools.'
      : `The health of ${smart.length} ${smart.length === 1 ? 'disk' : 'disks'} was asked for.`,
    fwupd === null
      ? 'fwupd is not installed: it would tell of updates of firmware.'
      : fwupdHasList
        ? 'fwupd was asked.'
        : 'fwupd has never fetched which updates of firmware there are, so they are not known. Run fwupdmgr refresh.',
    record.kernelLog === null ? "The kernel's log could not be read." : "The kernel's log was read.",
  ];
  await say(run, ...notes);
  return succeeded(0);
}

/** Null when smartctl is not there. Its exit code has bits for what it found, so it does not say whether it could read. */
async function readSmart(env: Record<string, string>): Promise<HardwareRecord['smart']> {
  if ((await output('smartctl', ['--version'], env)) === null) return null;
  const names = (await readdir('/sys/block').catch(() => [])).filter((name) => !NO_HEALTH.test(name));
  const smart: { disk: string; json: string }[] = [];
  for (const disk of names.slice(0, MOST_DISKS)) {
    const json = await output(
      'smartctl',
      ['--json=c', '--info', '--health', '--attributes', `/dev/${disk}`],
      env,
    );
    if (json) smart.push({ disk, json });
  }
  return smart;
}

/** What a program writes, whatever its exit code; null when it is not installed or wrote nothing that can be kept. */
async function output(
  file: string,
  args: readonly string[],
  env: Record<string, string>,
  maxBytes = PROGRAM_OUTPUT_BYTES,
): Promise<string | null> {
  const { value, failure } = await runText(file, args, { env, timeoutMs: TIMEOUT_MS, maxBytes });
  return failure === undefined ? value : null;
}

const readSerial = async (): Promise<string | null> => {
  const text = await readFile('/sys/class/dmi/id/product_serial', 'utf8').catch(() => '');
  return text.trim().slice(0, 256) || null;
};

/** Whether a folder of one of its sources has anything in it. */
async function hasFetchedList(): Promise<boolean> {
  const found = await Promise.all(
    FWUPD_LISTS.map((folder) => readdir(folder, { recursive: true, withFileTypes: true }).catch(() => [])),
  );
  return found.flat().some((entry) => entry.isFile());
}
