import type { AgentStatus } from '../domain/agent-status.ts';
import type { Logger } from '../domain/logger.ts';
import type { LinkState } from './link.ts';

/** A state of the link as the status file tells it, entered at `now`. */
export function statusOf(state: LinkState, now: Date): AgentStatus['link'] {
  const told = { state: state.name, since: now.toISOString() };
  if (state.name !== 'waiting') return told;
  const { message, next } = state.because;
  const retryAt = new Date(now.getTime() + state.delayMs).toISOString();
  return { ...told, problem: { message, next, retryAt } };
}

/** Writes what a person may want to know of a change of state. */
export function logState(logger: Logger, state: LinkState): void {
  if (state.name === 'online') logger.info('Connected to the collector.');
  else if (state.name === 'waiting') {
    const { code, message, next } = state.because;
    logger.warning(message, { code, next, retryInMs: state.delayMs });
  } else logger.debug('The link has changed its state.', { state: state.name });
}
