import { join } from 'node:path';
import type { DockerOutcome } from '@suivi/shared';
import { failed } from '../actions/end.ts';
import { keepOnce } from '../kept.ts';
import { enterPhase, runLogged, say } from '../log.ts';
import { isNew, type ServiceFetched } from './approved.ts';
import { restoreNames } from './before.ts';
import { complaintOf } from './complaint.ts';
import { untilHealthy } from './health.ts';
import type { StackEnd, StackWork } from './stack-work.ts';
import { nameFew, tellFaults } from './tell-faults.ts';

const DEFAULT_HEALTH_SECONDS = 300;
/** Compose stops old containers with their own patience; this is for one that hangs. */
const UP_MS = 3600_000;

/** Starts the services that have a new image, waits until they are healthy, and goes back to the old images when they are not. */
export async function updateStack(work: StackWork, fetched: readonly ServiceFetched[]): Promise<StackEnd> {
  const { context, engine, stack, before } = work;
  const { run, order } = context;
  const names = fetched.filter(isNew).map(({ name }) => name);
  const results = (result: Result, reasons: ReadonlyMap<string, string>) =>
    resultsOf(fetched, result, reasons);
  if (names.length === 0) return { end: null, services: results('updated', new Map()) };
  const seconds = Number(order.parameters['healthSeconds'] ?? DEFAULT_HEALTH_SECONDS);

  // The judgement stands: once the old images run again, a runner that goes on would find them healthy.
  const found = await keepOnce(join(run.directory, 'docker-faults.json'), async () => [
    ...(await start(work, 'up', names, seconds)),
  ]);
  const faults = new Map(found);
  if (faults.size === 0) return { end: null, services: results('updated', faults) };

  const told = tellFaults(faults);
  await say(run, told, 'Going back to the images from before.');
  await restoreNames(engine, before);
  const left = await start(work, 'back', names, seconds);
  if (left.size === 0)
    return {
      end: failed(
        'stack_unhealthy',
        `${stack} was not healthy with its new images and runs the old ones again (${told}) Look at the log of ${nameFew([...faults.keys()])}.`,
      ),
      services: results('rolled_back', faults),
    };
  const toldThen = tellFaults(left);
  const both =
    toldThen === told
      ? `, nor with the old ones (${told})`
      : ` (${told}), nor with the old ones: ${toldThen}`;
  return {
    end: failed(
      'stack_unhealthy',
      `${stack} was not healthy with its new images${both} Look at it on the machine now.`,
    ),
    services: results('failed', left),
  };
}

/** Lets Compose start these services and no others; gives what is wrong with each that is not well afterwards. */
async function start(
  { context, engine, stack, before, compose, env }: StackWork,
  step: 'up' | 'back',
  names: readonly string[],
  seconds: number,
): Promise<Map<string, string>> {
  const { run } = context;
  await enterPhase(run, 'configure');
  // Without it Compose would make as many as its files say, and end those that somebody has added by --scale.
  const scale = before.services.flatMap(({ name, replicas = 0 }) =>
    replicas > 1 && names.includes(name) ? ['--scale', `${name}=${replicas}`] : [],
  );
  const command = [...compose, 'up', '--detach', '--no-deps', '--no-build', ...scale, ...names];
  const { end, text } = await runLogged(run, { name: step, command, env, timeoutMs: UP_MS });
  if (end.exitCode !== 0) {
    const complaint = complaintOf(text) || `exit code ${end.exitCode ?? 'unknown'}`;
    return new Map(names.map((name) => [name, `Compose could not start it: ${complaint}.`]));
  }
  await enterPhase(run, 'check');
  return untilHealthy(engine, stack, names, seconds * 1000);
}

type Result = DockerOutcome['services'][number]['result'];

const resultsOf = (
  fetched: readonly ServiceFetched[],
  result: Result,
  reasons: ReadonlyMap<string, string>,
): DockerOutcome['services'] =>
  fetched.map((service) => ({
    name: service.name,
    image: service.image,
    from: service.imageId,
    to: service.left === null ? (service.fetched?.Id ?? null) : null,
    result: service.left !== null ? 'left' : isNew(service) ? result : 'unchanged',
    reason: service.left ?? reasons.get(service.name) ?? null,
  }));
