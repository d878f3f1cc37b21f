import type { ActionRequest, JobMachine, NewJob, RefusedItem } from '../domain/jobs.ts';
import type { PlanStore } from '../domain/plans.ts';
import { fittingBytes, makeOrder } from './order.ts';

/** Machines whose plans are looked up at the same time; other work goes on between. */
const AT_ONCE = 50;
/** Of the approved steps in all orders of one request; where there are more, orders go without. */
const STEPS_BYTES = 32 * 1024 * 1024;

export interface DraftDeps {
  readonly plans: Pick<PlanStore, 'steps'>;
  readonly sign: (bytes: Uint8Array) => string;
}

/** What every order of a request shares. */
export interface Terms {
  readonly request: ActionRequest;
  readonly issuedAt: string;
  readonly expiresAt: string;
}

type Draft = NewJob | RefusedItem;

/** A signed order for each machine, or why it gets none; then the machines of plans that the request does not select. */
export async function draftJobs(
  deps: DraftDeps,
  terms: Terms,
  machines: readonly (JobMachine | { readonly unknownId: string })[],
): Promise<Draft[]> {
  const room = { bytes: STEPS_BYTES };
  const drafts: Draft[] = [];
  for (let done = 0; done < machines.length; done += AT_ONCE) {
    const some = machines.slice(done, done + AT_ONCE);
    drafts.push(
      ...(await Promise.all(
        some.map((machine) =>
          'unknownId' in machine
            ? refuse(machine.unknownId, 'machine_not_found', 'There is no such machine.')
            : draft(deps, terms, machine, room),
        ),
      )),
    );
  }
  return [...drafts, ...unselected(terms.request, machines)];
}

async function draft(
  { plans, sign }: DraftDeps,
  { request, issuedAt, expiresAt }: Terms,
  { id, isDeleted, isQuarantined }: JobMachine,
  room: { bytes: number },
): Promise<Draft> {
  if (isDeleted) return refuse(id, 'machine_deleted', 'The machine was deleted.');
  if (isQuarantined) return refuse(id, 'machine_quarantined', 'The machine is in quarantine.');
  const { action, parameters } = request;
  const planHash = request.plans instanceof Map ? request.plans.get(id) : null;
  if (planHash === undefined)
    return refuse(id, 'plan_missing', 'The request gives no plan for this machine.');
  const order = makeOrder({
    machineId: id,
    action,
    parameters: { ...parameters },
    planHash,
    issuedAt,
    expiresAt,
  });
  const bytes = fittingBytes(order);
  if (!bytes) return refuse(id, 'job_too_large', 'The job names too many packages.');

  const steps = planHash === null ? null : await plans.steps(id, planHash, action === 'apt_full_upgrade');
  if (steps) {
    const whole = { ...order, parameters: { ...parameters, plan: steps } };
    const wholeBytes = fittingBytes(whole);
    if (wholeBytes && wholeBytes.length <= room.bytes) {
      room.bytes -= wholeBytes.length;
      return { order: whole, signature: sign(wholeBytes) };
    }
  }
  return { order, signature: sign(bytes) };
}

function unselected(
  { plans }: ActionRequest,
  machines: readonly (JobMachine | { readonly unknownId: string })[],
): RefusedItem[] {
  if (!(plans instanceof Map)) return [];
  const selected = new Set(
    machines.map((machine) => ('unknownId' in machine ? machine.unknownId : machine.id)),
  );
  return [...(plans as ReadonlyMap<string, string>).keys()]
    .filter((id) => !selected.has(id))
    .map((id) => refuse(id, 'machine_not_selected', 'A plan was given for a machine that is not asked.'));
}

const refuse = (machineId: string, code: RefusedItem['code'], message: string): RefusedItem => ({
  machineId,
  code,
  message,
});
