import type { PlannedChange } from '@suivi/shared';
import type { ReactNode } from 'react';
import type { WholePlan } from '../../api/types.ts';
import { useAgo } from '../../components/ago.tsx';
import { Button } from '../../components/button.tsx';
import { Empty } from '../../components/empty.tsx';
import { useSpeech } from '../../i18n/locale.tsx';
import { groupSteps } from './plan-groups.ts';
import { PlanStepRow } from './plan-step.tsx';

/** A plan: what it would do, group by group, what it costs, what it leaves, and the button that runs exactly this. */
export function PlanView({
  plan,
  machineName,
  footer,
  isBusy,
  onApprove,
  onAgain,
}: {
  plan: WholePlan;
  machineName: string;
  footer: ReactNode;
  isBusy: boolean;
  onApprove: (planHash: string) => void;
  onAgain: () => void;
}) {
  const { t, f } = useSpeech();
  const ago = useAgo();
  const { steps, left, excluded, downloadBytes, diskBytes, changelogs, problem, planHash } = plan;
  const removed = steps.filter(({ operation }) => operation === 'remove' || operation === 'purge').length;
  const label =
    removed === 0
      ? t.run.plan.upgrade(steps.length, machineName)
      : removed === steps.length
        ? t.run.plan.remove(removed, machineName)
        : t.run.plan.mixed(steps.length, removed, machineName);
  const changelogOf = ({ name, arch }: PlannedChange) =>
    changelogs?.find((each) => each.name === name && each.arch === arch);
  const signed = (bytes: number) => (bytes > 0 ? `+${f.bytes(bytes)}` : f.bytes(bytes));
  return (
    <div className="grid grid-cols-1 gap-4">
      {problem && <p className="panel border-bad p-3 text-bad">{problem.message}</p>}
      {steps.length === 0 && !problem && <Empty what={t.run.planEmpty} next={t.run.planEmptyNext} />}
      {groupSteps(steps).map(([group, members]) => (
        <section key={group}>
          <h2 className="mb-2 font-semibold">
            {t.run.groups[group]} <span className="font-normal text-muted">{members.length}</span>
          </h2>
          <ul className="panel divide-y divide-line">
            {members.map((step) => (
              <PlanStepRow key={`${step.name}:${step.arch}`} step={step} changelog={changelogOf(step)} />
            ))}
          </ul>
        </section>
      ))}
      {left.length > 0 && (
        <details className="panel p-3">
          <summary className="font-semibold">
            {t.run.left} <span className="font-normal text-muted">{left.length}</span>
          </summary>
          <ul className="mt-2 grid gap-1">
            {left.map(({ name, arch, status, reason }) => (
              <li key={`${name}:${arch}`}>
                <b>{name}</b> <span className="text-muted">({t.codes.packageStatuses[status]})</span> {reason}
              </li>
            ))}
          </ul>
        </details>
      )}
      {excluded.length > 0 && (
        <p>
          {t.run.excluded}: {excluded.join(', ')}
        </p>
      )}
      {steps.length > 0 && <p className="text-muted">{t.run.afterwards}</p>}
      <div className="panel flex flex-wrap sm:sticky sm:bottom-3 items-center gap-x-4 gap-y-2 p-3 shadow-lg">
        {planHash !== null && steps.length > 0 && (
          <Button
            look={removed > 0 ? 'danger' : 'primary'}
            disabled={isBusy}
            onClick={() => onApprove(planHash)}
          >
            {label}
          </Button>
        )}
        {planHash === null && !problem && <b className="text-warn">{t.run.refusedByPolicy}</b>}
        <span className="text-muted">
          {steps.length > 0 &&
            t.run.cost(
              downloadBytes === null ? t.common.unknown : f.bytes(downloadBytes),
              diskBytes === null ? t.common.unknown : signed(diskBytes),
            )}{' '}
          {t.run.planOf(ago(plan.checkedAt))}
        </span>
        <span className="flex flex-wrap gap-2 sm:ml-auto">
          {steps.length > 0 && footer}
          <Button onClick={onAgain}>{t.common.retry}</Button>
        </span>
      </div>
    </div>
  );
}
