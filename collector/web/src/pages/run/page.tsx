import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { executionQuery } from '../../api/queries.ts';
import type { ExecutionNow } from '../../api/types.ts';
import { Ago } from '../../components/ago.tsx';
import { Loading } from '../../components/loading.tsx';
import { LogViewer } from '../../components/log/log-viewer.tsx';
import { RunMark } from '../../components/mark.tsx';
import { ProblemNote } from '../../components/problem.tsx';
import { useSpeech } from '../../i18n/locale.tsx';
import { Failure } from './failure.tsx';
import { Progress } from './progress.tsx';
import { Report } from './report.tsx';
import { Waiting } from './waiting.tsx';

const route = getRouteApi('/app/machines/$machineId/runs/$executionId');

type Started = Extract<ExecutionNow, { result: unknown }>;
export const hasStarted = (run: ExecutionNow): run is Started => 'result' in run;

/** A run: waiting, then its phases and log as it goes on, then what it came to. */
export function RunPage() {
  const { t, f } = useSpeech();
  const { executionId } = route.useParams();
  const { data: run, error, refetch } = useQuery(executionQuery(executionId));
  if (error && !run) return <ProblemNote error={error} onRetry={() => void refetch()} />;
  if (!run) return <Loading />;
  const isOver = hasStarted(run) && run.finishedAt !== null;
  return (
    <div className="grid grid-cols-1 gap-4">
      <div className="flex flex-wrap items-baseline gap-x-4">
        <h2 className="text-base font-semibold">{t.codes.actions[run.action]}</h2>
        <RunMark status={run.status} word={t.codes.runs[run.status] ?? run.status} />
        {hasStarted(run) && (
          <span className="text-muted">
            <Ago at={run.startedAt} />
            {run.finishedAt !== null &&
              `, ${t.run.took(f.span(Date.parse(run.finishedAt) - Date.parse(run.startedAt)))}`}
          </span>
        )}
      </div>
      {!hasStarted(run) && <Waiting run={run} />}
      {hasStarted(run) && !isOver && <Progress executionId={run.id} known={run.progress} />}
      {hasStarted(run) && run.status === 'error' && <Failure run={run} />}
      {isOver && run.reportId !== null && <Report id={run.reportId} />}
      {hasStarted(run) && <LogViewer key={run.id} executionId={run.id} />}
    </div>
  );
}
