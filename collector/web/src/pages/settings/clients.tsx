import { useInfiniteQuery } from '@tanstack/react-query';
import { clientsQuery } from '../../api/settings.ts';
import { Empty } from '../../components/empty.tsx';
import { Loading } from '../../components/loading.tsx';
import { More } from '../../components/more.tsx';
import { ProblemNote } from '../../components/problem.tsx';
import { Table } from '../../components/table.tsx';
import { useSpeech } from '../../i18n/locale.tsx';
import { ClientRow } from './client-row.tsx';
import { NewClient } from './new-client.tsx';

/** The programs that may call the API. */
export function ClientsTab() {
  const { t } = useSpeech();
  const words = t.settings.clients;
  const query = useInfiniteQuery(clientsQuery);
  const clients = query.data?.pages.flatMap(({ items }) => items);
  if (query.error && !clients)
    return <ProblemNote error={query.error} onRetry={() => void query.refetch()} />;
  if (!clients) return <Loading />;
  const { name, token, scopes, used, more } = words.columns;
  return (
    <div className="grid grid-cols-1 gap-4">
      {clients.length === 0 ? (
        <Empty what={words.empty} next={words.emptyNext} />
      ) : (
        <Table
          label={t.settings.tabs.clients}
          head={[
            name,
            token,
            scopes,
            used,
            <span className="sr-only" key="more">
              {more}
            </span>,
          ]}
        >
          {clients.map((client) => (
            <ClientRow key={client.id} client={client} />
          ))}
        </Table>
      )}
      <More query={query} />
      <NewClient />
    </div>
  );
}
