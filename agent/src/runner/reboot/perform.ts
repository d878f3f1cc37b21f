import { uptime } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import type { ActionContext, ActionEnd } from '../actions/action.ts';
import { failed, succeeded } from '../actions/end.ts';
import { awaitDpkg } from '../locks/dpkg-lock.ts';
import { enterPhase, runLogged, say } from '../log.ts';
import { readPlaces } from '../places.ts';
import { listNames } from '../planned/words.ts';
import { dpkgRefusal } from '../preflight/dpkg.ts';
import { noteRequest, type RebootRequest, readRequest } from './request.ts';

const POLL_MS = 200;
const SYSTEMCTL_MS = 60_000;

/**
 * Reboots, in two lives of the runner: the first one asks for it and leaves the run unfinished (null), the one after the
 * boot tells how it went. A machine that is still in the same boot `limitMs` after the request will not reboot any more.
 */
export async function performReboot(context: ActionContext, limitMs: number): Promise<ActionEnd | null> {
  const { run, env, systemd } = context;
  if (env['DPKG_ROOT'] || !systemd.isRunning())
    return failed('not_supported', 'There is no systemd here that could reboot this machine.');
  let request = await readRequest(run);
  if (!request) {
    const refusal = await preflight(context);
    if (refusal) return refusal;
    request = await noteRequest(run, systemd);
  }
  if ((await systemd.bootId()) !== request.bootId) return cameBack(context, request);
  await enterPhase(run, 'reboot');
  const command = systemd.commands.reboot;
  const { end, text } = await runLogged(run, { name: 'reboot', command, env, timeoutMs: SYSTEMCTL_MS });
  if (end.exitCode !== null && end.exitCode !== 0)
    return didNot(request, `systemctl refused: ${text.trim().slice(0, 1000)}`);
  return untilStopped(context, request, limitMs);
}

async function preflight(context: ActionContext): Promise<ActionEnd | null> {
  const locked = await awaitDpkg(context, await readPlaces(context.env));
  if (locked) return locked;
  await enterPhase(context.run, 'preflight');
  return dpkgRefusal(context);
}

async function untilStopped(
  { stop }: ActionContext,
  request: RebootRequest,
  limitMs: number,
): Promise<ActionEnd | null> {
  while ((uptime() - request.uptime) * 1000 < limitMs) {
    if (stop?.aborted) return null;
    await delay(POLL_MS);
  }
  return didNot(
    request,
    `${Math.round(limitMs / 1000)} seconds after the request it still had not gone down.`,
  );
}

const didNot = ({ bootId }: RebootRequest, why: string): ActionEnd =>
  failed(
    'reboot_failed',
    `The machine did not reboot: ${why} Look at it; a program may hold the shutdown up.`,
    { reboot: { required: true, reasons: [], bootIdBefore: bootId, bootIdAfter: null } },
  );

async function cameBack(context: ActionContext, { bootId, failedUnits }: RebootRequest): Promise<ActionEnd> {
  const { run, systemd, health } = context;
  await enterPhase(run, 'check');
  await systemd.untilUp();
  const bootIdAfter = await systemd.bootId();
  await say(run, `The machine has rebooted: boot ${bootIdAfter} follows boot ${bootId}.`);
  const { dpkg, reboot } = await health.read();
  const outcome = {
    dpkg,
    reboot: {
      required: reboot.required,
      reasons: reboot.reasons.map(({ text }) => text),
      bootIdBefore: bootId,
      bootIdAfter,
    },
  };
  const broken = (await systemd.failedUnits()).filter((unit) => !failedUnits.includes(unit));
  if (broken.length === 0) return { ...succeeded(0), ...outcome };
  const sentence = `The machine has rebooted, but ${listNames(broken)} failed since then. Look at systemctl status on the machine.`;
  await say(run, sentence);
  const services = { toRestart: null, restarted: [], failed: broken };
  return { ...failed('services_failed', sentence, { ...outcome, services }), status: 'warning' };
}
