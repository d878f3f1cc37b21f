import { randomUUID } from 'node:crypto';
import { type ActionPlan, type PlanStep, planHash } from '@suivi/shared';
import type { PlanRow } from '../../../src/domain/rows.ts';
import { time } from '../../store/support/messages.ts';

/** A plan as an agent answers it. */
export const actionPlan = (steps: readonly PlanStep[], more: Partial<ActionPlan> = {}): ActionPlan => ({
  action: 'apt_upgrade',
  checkedAt: time(0),
  planHash: planHash(steps),
  steps: steps.map((step) => ({
    ...step,
    source: { label: 'Debian', archive: 'stable', site: '' },
    security: 'no',
    downloadBytes: 5,
  })),
  left: [],
  excluded: [],
  downloadBytes: 5,
  diskBytes: null,
  ...more,
});

/** The row of such a plan. */
export const planRow = (
  machineId: string,
  steps: readonly PlanStep[],
  more: Partial<PlanRow> = {},
): PlanRow => ({
  id: randomUUID(),
  machineId,
  action: 'apt_upgrade',
  parametersJson: '{}',
  planHash: planHash(steps),
  planJson: JSON.stringify(actionPlan(steps)),
  actorType: 'user',
  actorId: 'u-1',
  createdAt: time(0),
  ...more,
});
