import type { DockerOutcome } from '@suivi/shared';
import type { ActionContext, ActionEnd } from '../actions/action.ts';
import type { StackBefore } from './before.ts';
import type { Engine } from './engine.ts';

/** What both actions on a stack work with. */
export interface StackWork {
  readonly context: ActionContext;
  readonly engine: Engine;
  readonly stack: string;
  readonly before: StackBefore;
  /** Compose for this stack, less what it is to do. */
  readonly compose: readonly string[];
  readonly env: Record<string, string>;
}

type Results = DockerOutcome['services'];

/** How one of the steps ended that an action on a stack consists of; `end` null: well. */
export interface StackEnd {
  readonly end: ActionEnd | null;
  readonly services: Results;
}
