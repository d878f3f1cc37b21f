import type { ActionPlan, PlannedAction, PlanStep } from '@suivi/shared';
import type { Page, PageRequest } from './page.ts';
import type { PlanRow, Principal } from './rows.ts';

/** What is to be planned on a machine. */
export interface PlanQuestion {
  readonly machineId: string;
  readonly action: PlannedAction;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly changelogs: boolean;
  readonly principal: Principal;
}

/** What a machine says that an action would do now, kept under an id, or why it says nothing. */
export type PlanAnswer =
  | { readonly planId: string; readonly plan: ActionPlan }
  | {
      readonly code:
        | 'machine_not_connected'
        | 'machine_went_away'
        | 'machine_did_not_answer'
        | 'too_many_questions';
      readonly message: string;
    };

/** Jobs ← api: asks connected machines for plans. */
export interface Planning {
  ask(question: PlanQuestion): Promise<PlanAnswer>;
}

/** A plan without its steps and all that is said of them. */
export type PlanHead = Omit<PlanRow, 'planJson'>;

/** Store ← jobs and api. */
export interface PlanStore {
  /** Keeps a plan, and of its machine no more than the newest `keep`. */
  add(plan: PlanRow, keep: number): Promise<void>;
  /** Newest first. */
  list(machineId: string, page: PageRequest): Promise<Page<PlanHead>>;
  find(planId: string): Promise<PlanRow | null>;
  /** The steps of the plan with this hash, from the plans of this machine; null when none is known. With `fromSnapshot` its newest analysis counts as well. */
  steps(machineId: string, planHash: string, fromSnapshot: boolean): Promise<readonly PlanStep[] | null>;
}
