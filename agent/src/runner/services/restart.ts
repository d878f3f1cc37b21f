import { join } from 'node:path';
import type { RunOutcome } from '@suivi/shared';
import type { ActionContext, ActionEnd } from '../actions/action.ts';
import { failed, succeeded } from '../actions/end.ts';
import { keepOnce } from '../kept.ts';
import { runLogged, say } from '../log.ts';
import { parametersFault } from '../planned/parameters.ts';
import { listNames } from '../planned/words.ts';
import { isLeftAlone } from './leave-alone.ts';

/** systemd has its own limit for every service; this one is for a systemctl that hangs. */
const TIMEOUT_MS = 30 * 60_000;

/** Restarts the services that still run what was replaced, one after another. */
export async function restartServices(context: ActionContext): Promise<ActionEnd> {
  const { order, env, systemd, run } = context;
  const fault = parametersFault(order);
  if (fault !== null) return failed('job_invalid', fault);
  if (env['DPKG_ROOT'] || !systemd.isRunning())
    return failed('not_supported', 'There is no systemd here that could restart services.');
  const needing = await listOnce(context);
  if (needing === null)
    return failed(
      'not_supported',
      'needrestart is not installed, and nothing else can tell which services need it. Install needrestart.',
    );
  const asked = order.parameters['services'] as readonly string[] | undefined;
  const chosen = needing.filter((unit) => asked?.includes(unit) ?? true);
  const restarted: string[] = [];
  const broken: string[] = [];
  const left: string[] = [];
  for (const unit of chosen) {
    if (isLeftAlone(unit) || (await systemd.refusesRestart(unit))) left.push(unit);
    else ((await restart(context, unit)) ? restarted : broken).push(unit);
  }
  const notes = [
    ...noteOf(
      'These services do not need a restart: ',
      asked?.filter((unit) => !needing.includes(unit)) ?? [],
    ),
    ...noteOf('Left alone, for a restart would harm; a reboot restarts them: ', left),
  ];
  if (chosen.length === 0) notes.push('No service needs a restart.');
  await say(run, ...notes);
  const toRestart = await systemd.outdatedServices();
  return endOf({ toRestart, restarted, failed: broken }, notes);
}

const noteOf = (text: string, units: readonly string[]): string[] =>
  units.length === 0 ? [] : [`${text}${listNames(units, 50)}.`];

/** A service is restarted in a step of its own, so that a runner that goes on does not do it twice. */
async function restart({ run, env, systemd }: ActionContext, unit: string): Promise<boolean> {
  const name = `restart-${unit.replaceAll(/[^\w.@-]/g, '_')}`;
  const command = systemd.commands.restart(unit);
  const { end } = await runLogged(run, { name, command, env, timeoutMs: TIMEOUT_MS });
  return end.exitCode === 0;
}

function endOf(services: NonNullable<RunOutcome['services']>, notes: string[]): ActionEnd {
  const { failed: broken } = services;
  if (broken.length === 0) return { ...succeeded(0, notes), services };
  const sentence = `${listNames(broken)} did not come up again. Look at the log and at systemctl status on the machine.`;
  return { ...failed('services_failed', sentence, { services }), importantLines: notes };
}

/** The services that needed a restart when the action began: a runner that goes on must not ask anew. */
const listOnce = ({ run, systemd }: ActionContext): Promise<string[] | null> =>
  keepOnce(join(run.directory, 'services.json'), () => systemd.outdatedServices());
