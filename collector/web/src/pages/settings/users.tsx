import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { usersQuery } from '../../api/settings.ts';
import { Loading } from '../../components/loading.tsx';
import { More } from '../../components/more.tsx';
import { ProblemNote } from '../../components/problem.tsx';
import { Table } from '../../components/table.tsx';
import { useSpeech } from '../../i18n/locale.tsx';
import { sessionQuery } from '../../session/session.ts';
import { NewUser } from './new-user.tsx';
import { UserRow } from './user-row.tsx';

/** The people who may sign in. */
export function UsersTab() {
  const { t } = useSpeech();
  const { columns } = t.settings.users;
  const { data: session } = useQuery(sessionQuery);
  const query = useInfiniteQuery(usersQuery);
  const users = query.data?.pages.flatMap(({ items }) => items);
  if (query.error && !users) return <ProblemNote error={query.error} onRetry={() => void query.refetch()} />;
  if (!users) return <Loading />;
  const more = <span className="sr-only">{columns.more}</span>;
  return (
    <div className="grid grid-cols-1 gap-4">
      <p className="max-w-prose text-muted">{t.settings.rolesHint}</p>
      <Table
        label={t.settings.tabs.users}
        head={[columns.name, columns.role, columns.factor, columns.login, more]}
      >
        {users.map((user) => (
          <UserRow key={user.id} user={user} isMe={user.id === session?.user.id} />
        ))}
      </Table>
      <More query={query} />
      <NewUser />
    </div>
  );
}
