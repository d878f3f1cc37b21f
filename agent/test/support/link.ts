import { temporaryDirectory } from '@suivi/testkit';
import { createLogger } from '../../src/domain/logger.ts';
import { noPlan } from '../../src/domain/no-plan.ts';
import type { Journal, Planned, Planner, PlanWish } from '../../src/domain/ports.ts';
import { Link, type LinkState, type LinkTimes } from '../../src/link/link.ts';
import type { LinkIdentity } from '../../src/link/parties.ts';
import { Outbox } from '../../src/outbox/outbox.ts';

/** A journal that only notes what it is told. */
export class NotingJournal implements Journal {
  readonly told: unknown[][] = [];
  answer: Awaited<ReturnType<Journal['accept']>> = 'accepted';
  entries: ReturnType<Journal['list']> = [];

  accept: Journal['accept'] = async ({ order }) => {
    this.told.push(['accept', order.jobId]);
    return this.answer;
  };
  cancel: Journal['cancel'] = async (jobId) => void this.told.push(['cancel', jobId]);
  list: Journal['list'] = () => this.entries;
  ask: Journal['ask'] = async () => {};
  logAck: Journal['logAck'] = (executionId, offset) => void this.told.push(['log_ack', executionId, offset]);
  wantExecution: Journal['wantExecution'] = async (executionId) =>
    void this.told.push(['want_execution', executionId]);
  resume: Journal['resume'] = () => void this.told.push(['resume']);
}

/** A planner that keeps what it is asked until the test answers, in order. */
export class AskedPlanner implements Planner {
  readonly wishes: PlanWish[] = [];
  readonly #answers: ((planned: Planned) => void)[] = [];

  plan: Planner['plan'] = (wish) => {
    this.wishes.push(wish);
    return new Promise((resolve) => this.#answers.push(resolve));
  };

  packages: Planner['packages'] = () => Promise.reject(new Error('not asked here'));

  /** Answers the oldest wish; the message tells the answers apart. */
  answer(message: string): void {
    const wish = this.wishes[this.wishes.length - this.#answers.length]!;
    this.#answers.shift()!({ plan: noPlan(wish.action, { code: 'test', message }), command: null });
  }
}

export interface TestLink extends AsyncDisposable {
  readonly link: Link;
  readonly outbox: Outbox;
  readonly journal: NotingJournal;
  readonly planner: AskedPlanner;
  readonly states: LinkState[];
  readonly log: string[];
}

/** Quick retries, so that tests do not wait for them. */
const QUICK: Partial<LinkTimes> = { firstMs: 20, longestMs: 40 };

/** Starts a link with a real outbox in a directory, its own unless given. */
export async function startLink(
  url: string,
  identity: LinkIdentity,
  { times = {}, directory }: { times?: Partial<LinkTimes>; directory?: string } = {},
): Promise<TestLink> {
  const own = directory ? null : await temporaryDirectory('link');
  const stateDir = directory ?? own!.path;
  const outbox = await Outbox.open(`${stateDir}/outbox`);
  const journal = new NotingJournal();
  const planner = new AskedPlanner();
  const log: string[] = [];
  const link = new Link({
    url,
    identity,
    speaker: { agentVersion: '1.2.3', instance: { hostname: 'host', bootId: null, processId: 'process' } },
    stateDir,
    spool: outbox,
    journal,
    planner,
    logger: createLogger('debug', (line) => log.push(line)),
    times: { ...QUICK, ...times },
  });
  const states: LinkState[] = [];
  link.on.state.add((state) => states.push(state));
  link.start();
  return {
    link,
    outbox,
    journal,
    planner,
    states,
    log,
    async [Symbol.asyncDispose]() {
      await link.stop();
      await own?.[Symbol.asyncDispose]();
    },
  };
}
