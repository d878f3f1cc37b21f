import {
  ACTION_PARAMETERS,
  type ActionPlan,
  fits,
  LIMITS,
  type ToAgent,
  type ToCollector,
} from '@suivi/shared';
import { noPlan } from '../domain/no-plan.ts';
import type { Planner, PlanWish } from '../domain/ports.ts';

type PlanRequest = ToAgent['plan_request'];

/** Requests that wait behind the one in hand. */
const MOST_WAITING = 8;
/** Room for the rest of the message. */
const MOST_BYTES = LIMITS.messageBytes - 64 * 1024;

/** What a request is answered through, and whether anybody still listens. */
export interface Asker {
  readonly send: (answer: ToCollector['plan_answer']) => void;
  readonly stands: () => boolean;
}

/** Answers the collector's requests for plans, one at a time and in order; what a connection asked for ends with it. */
export class Plans {
  readonly #planner: Planner;
  readonly #waiting: { readonly request: PlanRequest; readonly asker: Asker }[] = [];
  #busy = false;

  constructor(planner: Planner) {
    this.#planner = planner;
  }

  /** Takes a request and returns at once. */
  answer(request: PlanRequest, asker: Asker): void {
    const waiting = this.#waiting.filter((entry) => entry.asker.stands());
    this.#waiting.splice(0, this.#waiting.length, ...waiting);
    if (waiting.length >= MOST_WAITING) return reply(request, asker, noPlan(request.action, TOO_MANY));
    this.#waiting.push({ request, asker });
    if (!this.#busy) void this.#work();
  }

  async #work(): Promise<void> {
    this.#busy = true;
    for (let next = this.#waiting.shift(); next; next = this.#waiting.shift()) {
      const { request, asker } = next;
      if (asker.stands()) reply(request, asker, await this.#plan(request));
    }
    this.#busy = false;
  }

  async #plan({ action, parameters, changelogs }: PlanRequest): Promise<ActionPlan> {
    const wish: PlanWish = { action, parameters, changelogs };
    if (!fits(ACTION_PARAMETERS[action], parameters)) return noPlan(action, INVALID);
    try {
      return (await this.#planner.plan(wish)).plan;
    } catch (error) {
      const message = `The plan could not be made: ${(error as Error).message}. Look at the agent's log.`;
      return noPlan(action, { code: 'internal', message });
    }
  }
}

function reply({ requestId, action }: PlanRequest, { send }: Asker, plan: ActionPlan): void {
  const tooLarge = Buffer.byteLength(JSON.stringify(plan)) > MOST_BYTES;
  send({ type: 'plan_answer', requestId, plan: tooLarge ? noPlan(action, TOO_LARGE) : plan });
}

const INVALID = {
  code: 'parameters_invalid',
  message: 'The parameters do not fit the action. See ACTION_PARAMETERS in shared/src/action-parameters.ts.',
};

const TOO_MANY = {
  code: 'too_many_plans',
  message: `More than ${MOST_WAITING} requests for plans wait on this machine. Ask again when one has been answered.`,
};

const TOO_LARGE = {
  code: 'plan_too_large',
  message: 'The plan is too large for one message. Ask without changelogs, or plan fewer packages.',
};
