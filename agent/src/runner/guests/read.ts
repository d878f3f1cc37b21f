import { dirname, join } from 'node:path';
import { GUEST_LIST_BYTES, type GuestsRecord } from '../../domain/guests-record.ts';
import { runText } from '../../host/exec.ts';
import { readPlainFile, writeWhole } from '../../host/files.ts';
import { findGuests } from '../../host/guests.ts';
import type { ActionContext, ActionEnd } from '../actions/action.ts';
import { failed, succeeded } from '../actions/end.ts';
import { enterPhase, say } from '../log.ts';
import { incusGuests } from './incus.ts';
import { tellingLines } from './telling-lines.ts';

const TIMEOUT_MS = 60_000;
const CONFIG_BYTES = 256 * 1024;
const INCUS_LIST = ['list', '--all-projects', '--format', 'json'];
/** What the server says of itself, its name among it. */
const INCUS_SERVER = ['query', '/1.0'];
/** It has some thousands of bytes of each guest, of which a few hundred are kept. */
const INCUS_LIST_BYTES = 32 * 1024 * 1024;

/** Reads what only root may of the guests, and leaves it in a file for the agent. Changes nothing. */
export async function readGuests({ env, run, runner, now }: ActionContext): Promise<ActionEnd> {
  await enterPhase(run, 'check');
  const sandbox = env['DPKG_ROOT'] ?? '';
  const host = await findGuests(sandbox || '/');
  const keepRecord = (record: Omit<GuestsRecord, 'readAt'>) =>
    writeWhole(runner.guestsRecord, JSON.stringify({ readAt: now().toISOString(), ...record }), {
      mode: 0o640,
    });
  if (!host) {
    // What was there once is gone, and the agent may not be able to see that.
    await keepRecord({ manager: 'lxc', configs: [], vms: null, containers: null });
    await say(run, 'This machine has no guests: it runs neither Proxmox VE nor Incus nor containers of LXC.');
    return succeeded(0);
  }
  const { manager, guests } = host;
  // Its client makes a folder for its own settings, root's home unless told.
  const incusEnv = { ...env, INCUS_CONF: join(dirname(runner.guestsRecord), 'incus') };
  if (manager === 'incus') return readIncus(sandbox ? null : incusEnv, keepRecord, run);
  if (!guests)
    return failed(
      'permission_denied',
      manager === 'proxmox'
        ? 'The settings of the guests cannot be listed now. Look whether pve-cluster runs (systemctl status pve-cluster), which keeps /etc/pve.'
        : 'The folders with the settings of the guests could not be listed.',
    );
  const configs: GuestsRecord['configs'] = [];
  for (const { kind, id, config } of guests) {
    const text = await readPlainFile(config, CONFIG_BYTES).catch(() => null);
    configs.push({ kind, id, lines: text === null ? null : tellingLines(manager, text) });
  }
  // A sandbox has files and no guests that run.
  const list = (file: string, args: readonly string[]) => (sandbox ? null : output(file, args, env));
  const record = {
    manager,
    configs,
    vms: manager === 'proxmox' ? await list('qm', ['list']) : null,
    containers: await (manager === 'proxmox' ? list('pct', ['list']) : list('lxc-ls', ['--running', '-1'])),
  };
  await keepRecord(record);
  const unread = configs.filter(({ lines }) => lines === null);
  await say(
    run,
    `${configs.length} ${configs.length === 1 ? 'guest' : 'guests'} found.`,
    ...unread.map(({ id }) => `The settings of ${id} could not be read.`),
    ...(record.containers === null ? ['It could not be asked which of them run.'] : []),
  );
  return succeeded(0);
}

/** Asks Incus, which says all at once. There is none in a sandbox. */
async function readIncus(
  env: Record<string, string> | null,
  keepRecord: (record: Omit<GuestsRecord, 'readAt'>) => Promise<void>,
  run: ActionContext['run'],
): Promise<ActionEnd> {
  const said = env && (await output('incus', INCUS_LIST, env, INCUS_LIST_BYTES));
  const server = env && (await output('incus', INCUS_SERVER, env));
  const configs = said === null ? null : incusGuests(said, server);
  if (!configs)
    return failed(
      'not_supported',
      'Incus did not say which guests it has. Look whether it runs (incus list).',
    );
  await keepRecord({ manager: 'incus', configs, vms: null, containers: null });
  await say(run, `${configs.length} ${configs.length === 1 ? 'guest' : 'guests'} found.`);
  return succeeded(0);
}

/** What a program writes; null when it is not installed, fails, or writes too much. */
async function output(
  file: string,
  args: readonly string[],
  env: Record<string, string>,
  maxBytes = GUEST_LIST_BYTES,
): Promise<string | null> {
  const options = { env, timeoutMs: TIMEOUT_MS, maxBytes };
  const { value, exitCode } = await runText(file, args, options);
  return exitCode === 0 ? value : null;
}
