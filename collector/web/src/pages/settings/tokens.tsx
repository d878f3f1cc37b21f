import { useInfiniteQuery } from '@tanstack/react-query';
import { tokensQuery } from '../../api/settings.ts';
import { Empty } from '../../components/empty.tsx';
import { Loading } from '../../components/loading.tsx';
import { More } from '../../components/more.tsx';
import { ProblemNote } from '../../components/problem.tsx';
import { Table } from '../../components/table.tsx';
import { useSpeech } from '../../i18n/locale.tsx';
import { TokenRow } from './token-row.tsx';

/** What machines enrol with: who made it, until when it counts, and which came by it. */
export function TokensTab() {
  const { t } = useSpeech();
  const words = t.settings.tokens;
  const query = useInfiniteQuery(tokensQuery);
  const tokens = query.data?.pages.flatMap(({ items }) => items);
  if (query.error && !tokens) return <ProblemNote error={query.error} onRetry={() => void query.refetch()} />;
  if (!tokens) return <Loading />;
  if (tokens.length === 0) return <Empty what={words.empty} next={words.emptyNext} />;
  const { token, name, uses, state, made, machines, more } = words.columns;
  return (
    <div className="grid grid-cols-1 gap-4">
      <Table
        label={t.settings.tabs.tokens}
        head={[
          ...[token, name, uses, state, made, machines],
          <span className="sr-only" key="more">
            {more}
          </span>,
        ]}
      >
        {tokens.map((each) => (
          <TokenRow key={each.id} token={each} />
        ))}
      </Table>
      <More query={query} />
    </div>
  );
}
