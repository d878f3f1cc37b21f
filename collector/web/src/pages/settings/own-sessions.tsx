import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { endSession, ownSessionsQuery } from '../../api/settings.ts';
import { Ago } from '../../components/ago.tsx';
import { Button } from '../../components/button.tsx';
import { Loading } from '../../components/loading.tsx';
import { useNotify } from '../../components/notices.tsx';
import { ProblemNote } from '../../components/problem.tsx';
import { Table } from '../../components/table.tsx';
import { useSpeech } from '../../i18n/locale.tsx';

/** The browsers in which one is signed in, each of which can be signed out from here. */
export function OwnSessions() {
  const { t } = useSpeech();
  const words = t.settings.sessions;
  const notify = useNotify();
  const client = useQueryClient();
  const { data, error, refetch } = useQuery(ownSessionsQuery);
  const end = useMutation({
    mutationFn: endSession,
    onError: notify.problem,
    onSettled: () => client.invalidateQueries({ queryKey: ownSessionsQuery.queryKey }),
  });
  if (error) return <ProblemNote error={error} onRetry={() => void refetch()} />;
  if (!data) return <Loading />;
  const { where, network, used, end: last } = words.columns;
  return (
    <div>
      <h2 className="mb-2 font-semibold">{words.title}</h2>
      <Table
        label={words.title}
        head={[
          where,
          network,
          used,
          <span className="sr-only" key="end">
            {last}
          </span>,
        ]}
      >
        {data.items.map(({ id, current, userAgent, address, lastUsedAt }) => (
          <tr key={id}>
            <td className="break-words">
              {userAgent ?? words.unknown}
              {current && <b className="ml-2">({words.current})</b>}
            </td>
            <td>{address}</td>
            <td className="whitespace-nowrap">
              <Ago at={lastUsedAt} />
            </td>
            <td>
              {!current && (
                <Button onClick={() => end.mutate(id)} disabled={end.isPending}>
                  {words.end}
                </Button>
              )}
            </td>
          </tr>
        ))}
      </Table>
    </div>
  );
}
