import { setTimeout as delay } from 'node:timers/promises';
import { monotonicMs } from '../../domain/clock.ts';
import type { Engine } from './engine.ts';
import { healthOf, labelOf } from './parse.ts';
import type { RawContainer } from './raw.ts';
import { readContainers } from './read.ts';

const POLL_MS = 500;
/** A container without a health check counts as well when it has run for this long without a restart. */
const SETTLED_MS = 5000;

/**
 * Waits until every container of the services is healthy, or, without a health check, has run for a while. Gives for each
 * service that is not what is wrong with it; as soon as one has failed it waits no longer.
 */
export async function untilHealthy(
  engine: Engine,
  stack: string,
  services: readonly string[],
  timeoutMs: number,
): Promise<Map<string, string>> {
  const began = monotonicMs();
  for (;;) {
    const containers = await readContainers(engine, stack);
    const waitedMs = monotonicMs() - began;
    const judged = services.map((name) => [name, judge(containersOf(containers, name), waitedMs)] as const);
    const broken = judged.flatMap(([name, { broken: why }]) =>
      why === undefined ? [] : [[name, why] as const],
    );
    if (broken.length > 0) return new Map(broken);
    const waiting = judged.filter(([, { isWell }]) => !isWell);
    if (waiting.length === 0) return new Map();
    if (waitedMs > timeoutMs)
      return new Map(
        waiting.map(([name]) => [name, `It was not healthy within ${Math.round(timeoutMs / 1000)} seconds.`]),
      );
    await delay(POLL_MS);
  }
}

const containersOf = (containers: readonly RawContainer[], service: string): RawContainer[] =>
  containers.filter((each) => labelOf(each, 'service') === service);

interface Judgement {
  readonly isWell: boolean;
  readonly broken?: string;
}

/** How the containers of one service are, that long after they were started. Pure. */
export function judge(containers: readonly RawContainer[], waitedMs: number): Judgement {
  if (containers.length === 0) return { isWell: false, broken: 'It has no container any more.' };
  for (const container of containers) {
    const { Status, ExitCode } = container.State;
    const health = healthOf(container);
    if (health === 'unhealthy')
      return { isWell: false, broken: 'Its health check says that it is unhealthy.' };
    if (Status === 'exited' || Status === 'dead')
      return { isWell: false, broken: `It ended with exit code ${ExitCode ?? '(unknown)'}.` };
    if (Status === 'restarting' || (container.RestartCount ?? 0) > 0)
      return { isWell: false, broken: 'It starts again and again.' };
    if (Status !== 'running' || health === 'starting') return { isWell: false };
    if (health === null && waitedMs < SETTLED_MS) return { isWell: false };
  }
  return { isWell: true };
}
