import type { ToCollector } from '@suivi/shared';
import { v7 as uuidv7 } from 'uuid';
import type { PlanAnswer, Planning, PlanQuestion, PlanStore } from '../domain/plans.ts';
import type { JobTarget } from './target.ts';

/** How long apt may take: small machines need half a minute for a plan, and changelogs come over the network. */
const PATIENCE_MS = 60_000;
const PATIENCE_WITH_CHANGELOGS_MS = 180_000;
/** Questions that one machine works on; each costs it a simulation. */
const MOST_OPEN = 4;
/** Plans that are kept of each machine. */
const KEPT = 50;

export interface PlanDeskDeps {
  readonly plans: Pick<PlanStore, 'add'>;
  /** The machine's connection when it stands now. */
  readonly target: (machineId: string) => JobTarget | null;
  /** Milliseconds until a question counts as unanswered; by what is asked for unless given. */
  readonly patienceMs?: number | undefined;
}

interface OpenQuestion {
  readonly question: PlanQuestion;
  readonly target: JobTarget;
  readonly settle: (answer: PlanAnswer | Promise<PlanAnswer>) => void;
}

type Answered = ToCollector['plan_answer'];

/** Asks connected machines what actions would do. An answer counts on the connection that was asked, and once. */
export class PlanDesk implements Planning {
  readonly #deps: PlanDeskDeps;
  readonly #open = new Map<string, OpenQuestion>();

  constructor(deps: PlanDeskDeps) {
    this.#deps = deps;
  }

  async ask(question: PlanQuestion): Promise<PlanAnswer> {
    const { machineId, action, parameters, changelogs } = question;
    const target = this.#deps.target(machineId);
    if (!target) return { code: 'machine_not_connected', message: 'The machine is not connected.' };
    if (this.#openOf(target).length >= MOST_OPEN)
      return { code: 'too_many_questions', message: `The machine works on ${MOST_OPEN} plans already.` };
    const requestId = uuidv7();
    const patienceMs = this.#deps.patienceMs ?? (changelogs ? PATIENCE_WITH_CHANGELOGS_MS : PATIENCE_MS);
    const unanswered: PlanAnswer = {
      code: 'machine_did_not_answer',
      message: `The machine said nothing for ${Math.ceil(patienceMs / 1000)} seconds.`,
    };
    let timer: NodeJS.Timeout | undefined;
    try {
      return await new Promise<PlanAnswer>((settle) => {
        this.#open.set(requestId, { question, target, settle });
        timer = setTimeout(settle, patienceMs, unanswered).unref();
        target.send({ type: 'plan_request', requestId, action, parameters: { ...parameters }, changelogs });
      });
    } finally {
      clearTimeout(timer);
      this.#open.delete(requestId);
    }
  }

  /** What a machine says. Of no use when it was not asked, not on this connection, or not this. */
  answer(target: JobTarget, { requestId, plan }: Answered): void {
    const open = this.#open.get(requestId);
    if (open?.target !== target || open.question.action !== plan.action) return;
    this.#open.delete(requestId);
    open.settle(this.#keep(open.question, plan));
  }

  /** The connection has ended: who waits for it is told. */
  gone(target: JobTarget): void {
    for (const { settle } of this.#openOf(target))
      settle({
        code: 'machine_went_away',
        message: 'The connection of the machine ended before it answered.',
      });
  }

  async #keep({ machineId, action, parameters, principal }: PlanQuestion, plan: Answered['plan']) {
    const planId = uuidv7();
    await this.#deps.plans.add(
      {
        id: planId,
        machineId,
        action,
        parametersJson: JSON.stringify(parameters),
        planHash: plan.planHash,
        planJson: JSON.stringify(plan),
        actorType: principal.actorType,
        actorId: principal.actorId,
        createdAt: new Date().toISOString(),
      },
      KEPT,
    );
    return { planId, plan };
  }

  #openOf(target: JobTarget): OpenQuestion[] {
    return [...this.#open.values()].filter((open) => open.target === target);
  }
}
