import type { PlannedAction } from '@suivi/shared';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { planQuery } from '../../api/queries.ts';
import { Button, buttonClass } from '../../components/button.tsx';
import { Empty } from '../../components/empty.tsx';
import { Loading } from '../../components/loading.tsx';
import { ProblemNote } from '../../components/problem.tsx';
import { useSpeech } from '../../i18n/locale.tsx';
import { useMay } from '../../session/session.ts';
import { PlanView } from './plan-view.tsx';
import { readPackages } from './selected-packages.ts';
import { useAsk } from './use-ask.ts';
import { useMachine } from './use-machine.ts';

const route = getRouteApi('/app/machines/$machineId/plan');
const KINDS = ['apt_full_upgrade', 'apt_upgrade', 'apt_security_upgrade', 'apt_autoremove'] as const;

/** What would happen, worked out by the machine's own apt; approved, it is exactly what is run. */
export function PlanTab() {
  const { t } = useSpeech();
  const machine = useMachine();
  const mayRun = useMay('actions:run');
  const search = route.useSearch();
  const { action = 'apt_full_upgrade', changelogs } = search;
  const packages = action === 'apt_upgrade_selected' ? readPackages(search.packages ?? '') : undefined;
  const question = { machineId: machine.id, action: action as PlannedAction, packages, changelogs };
  const { data, error, isFetching, refetch } = useQuery({ ...planQuery(question), enabled: mayRun });
  const ask = useAsk(machine.id);
  const params = { machineId: machine.id };
  if (!mayRun) return <Empty what={t.common.mayNot} />;
  return (
    <>
      <nav aria-label={t.run.planFor} className="mb-4 flex flex-wrap items-center gap-2">
        {KINDS.map((kind) => (
          <Link
            key={kind}
            to="/machines/$machineId/plan"
            params={params}
            search={{ action: kind }}
            className={`${buttonClass('plain')} aria-[current=true]:border-accent aria-[current=true]:bg-tint aria-[current=true]:font-medium`}
            aria-current={kind === action ? 'true' : undefined}
            activeProps={{}}
          >
            {t.run.planKinds[kind]}
          </Link>
        ))}
        {(action === 'apt_upgrade_selected' || action === 'apt_repair') && <b>{t.codes.actions[action]}</b>}
      </nav>
      {isFetching ? (
        <Loading what={t.run.planning} />
      ) : error ? (
        <ProblemNote error={error} onRetry={() => void refetch()} />
      ) : data ? (
        <PlanView
          plan={data.plan}
          machineName={machine.name}
          footer={
            changelogs !== true && (
              <Link
                to="/machines/$machineId/plan"
                params={params}
                search={{ ...search, changelogs: true }}
                className={buttonClass('plain')}
              >
                {t.run.withChangelogs}
              </Link>
            )
          }
          isBusy={ask.isPending}
          onApprove={(planHash) => ask.mutate({ action, planHash, packages })}
          onAgain={() => void refetch()}
        />
      ) : (
        <Button onClick={() => void refetch()}>{t.common.retry}</Button>
      )}
    </>
  );
}
