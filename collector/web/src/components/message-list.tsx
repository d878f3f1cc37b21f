import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { acknowledgeMessage } from '../api/actions.ts';
import { messagesQuery } from '../api/queries.ts';
import type { ImportantMessage } from '../api/types.ts';
import { useSpeech } from '../i18n/locale.tsx';
import { useFleetMachine } from '../live/live.tsx';
import { useMay } from '../session/session.ts';
import { useAgo } from './ago.tsx';
import { Button } from './button.tsx';
import { Empty } from './empty.tsx';
import { Loading } from './loading.tsx';
import { SeverityMark } from './mark.tsx';
import { More } from './more.tsx';
import { useNotify } from './notices.tsx';
import { ProblemNote } from './problem.tsx';
import { Select } from './select.tsx';

/** What a person should read: of one machine, or of the fleet. */
export function MessageList({ machineId }: { machineId?: string }) {
  const { t } = useSpeech();
  const [isAll, setAll] = useState<'open' | 'all'>('open');
  const query = useInfiniteQuery(
    messagesQuery({
      ...(machineId !== undefined && { machineId }),
      ...(isAll === 'open' && { status: 'open' }),
    }),
  );
  const messages = query.data?.pages.flatMap(({ items }) => items);
  return (
    <>
      <div className="mb-3">
        <Select
          label={t.common.messages}
          value={isAll}
          choices={[
            ['open', t.machine.openMessages],
            ['all', t.machine.allMessages],
          ]}
          onChange={setAll}
        />
      </div>
      {query.error && !messages ? (
        <ProblemNote error={query.error} onRetry={() => void query.refetch()} />
      ) : !messages ? (
        <Loading />
      ) : messages.length === 0 ? (
        <Empty what={t.machine.noMessages} next={t.machine.noMessagesNext} />
      ) : (
        <ul className="panel divide-y divide-line">
          {messages.map((message) => (
            <MessageRow key={message.id} message={message} withMachine={machineId === undefined} />
          ))}
        </ul>
      )}
      <More query={query} />
    </>
  );
}

function MessageRow({ message, withMachine }: { message: ImportantMessage; withMachine: boolean }) {
  const { t } = useSpeech();
  const ago = useAgo();
  const mayWrite = useMay('machines:write');
  const notify = useNotify();
  const client = useQueryClient();
  const machine = useFleetMachine(withMachine ? message.machineId : null);
  const isNoted = message.acknowledged === 1;
  const note = useMutation({
    mutationFn: () => acknowledgeMessage(message.id, !isNoted),
    onError: notify.problem,
    onSuccess: () => client.invalidateQueries({ queryKey: ['messages'] }),
  });
  return (
    <li className="flex flex-wrap items-start gap-x-4 gap-y-2 px-3 py-2.5">
      <SeverityMark severity={message.severity} word={t.codes.severities[message.severity]} />
      <div className="min-w-0 grow basis-80">
        <p lang="en" className="break-words">
          {message.message}
        </p>
        <p className="flex flex-wrap gap-x-3 text-muted">
          {machine && (
            <Link to="/machines/$machineId" params={{ machineId: machine.id }} className="link">
              {machine.name}
            </Link>
          )}
          {message.packageName !== null && <span>{message.packageName}</span>}
          <span>{t.machine.seen(ago(message.firstSeenAt), ago(message.lastSeenAt))}</span>
          {isNoted && (
            <span>
              <b>{t.machine.acknowledged}</b>{' '}
              {message.acknowledgedAt !== null &&
                t.machine.acknowledgedBy(ago(message.acknowledgedAt), message.acknowledgedByName)}
            </span>
          )}
          {message.resolvedAt !== null && <b>{t.machine.resolved}</b>}
        </p>
      </div>
      {mayWrite && message.resolvedAt === null && (
        <Button disabled={note.isPending} onClick={() => note.mutate()}>
          {isNoted ? t.machine.unacknowledge : t.machine.acknowledge}
        </Button>
      )}
    </li>
  );
}
