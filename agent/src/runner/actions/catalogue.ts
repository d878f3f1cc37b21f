import type { Action as ActionName } from '@suivi/shared';
import type { Action } from './action.ts';
import { aptRefresh } from './apt-refresh.ts';

/** Everything that the runner can do: a new action is a file in this folder and a row here. */
export const ACTIONS: Readonly<Partial<Record<ActionName, Action>>> = { apt_refresh: aptRefresh };
