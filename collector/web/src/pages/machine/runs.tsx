import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { executionsQuery } from '../../api/queries.ts';
import { Ago } from '../../components/ago.tsx';
import { Empty } from '../../components/empty.tsx';
import { Loading } from '../../components/loading.tsx';
import { RunMark } from '../../components/mark.tsx';
import { More } from '../../components/more.tsx';
import { ProblemNote } from '../../components/problem.tsx';
import { Table } from '../../components/table.tsx';
import { useSpeech } from '../../i18n/locale.tsx';
import { useMachine } from './use-machine.ts';

/** What has been run on a machine, newest first. */
export function RunsTab() {
  const { t, f } = useSpeech();
  const { id } = useMachine();
  const query = useInfiniteQuery(executionsQuery(id));
  const runs = query.data?.pages.flatMap(({ items }) => items);
  if (query.error && !runs) return <ProblemNote error={query.error} onRetry={() => void query.refetch()} />;
  if (!runs) return <Loading />;
  if (runs.length === 0) return <Empty what={t.machine.noRuns} />;
  const { columns } = t.run;
  return (
    <>
      <Table
        label={t.machine.tabs.runs}
        head={[columns.result, columns.action, columns.started, columns.took]}
      >
        {runs.map((run) => (
          <tr key={run.id}>
            <td>
              <RunMark status={run.status} word={t.codes.runs[run.status] ?? run.status} />
            </td>
            <td className="w-full">
              <Link
                to="/machines/$machineId/runs/$executionId"
                params={{ machineId: id, executionId: run.id }}
                className="font-medium hover:underline"
              >
                {t.codes.actions[run.action]}
              </Link>
              {run.errorMessage !== null && (
                <span lang="en" className="block break-words text-muted">
                  {run.errorMessage}
                </span>
              )}
            </td>
            <td className="whitespace-nowrap">
              <Ago at={run.startedAt} /> <span className="text-muted">({t.run.by[run.mode]})</span>
            </td>
            <td className="whitespace-nowrap">
              {run.finishedAt === null ? '–' : f.span(Date.parse(run.finishedAt) - Date.parse(run.startedAt))}
            </td>
          </tr>
        ))}
      </Table>
      <More query={query} />
    </>
  );
}
