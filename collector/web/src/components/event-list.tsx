import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { eventsQuery } from '../api/queries.ts';
import type { Event } from '../api/types.ts';
import { useSpeech } from '../i18n/locale.tsx';
import { useFleetMachine } from '../live/live.tsx';
import { Ago } from './ago.tsx';
import { Empty } from './empty.tsx';
import { Loading } from './loading.tsx';
import { SeverityMark } from './mark.tsx';
import { More } from './more.tsx';
import { ProblemNote } from './problem.tsx';

/** A timeline, newest first: of one machine, or of the fleet. */
export function EventList({ machineId }: { machineId?: string }) {
  const { t } = useSpeech();
  const query = useInfiniteQuery(eventsQuery(machineId));
  const events = query.data?.pages.flatMap(({ items }) => items);
  if (query.error && !events) return <ProblemNote error={query.error} onRetry={() => void query.refetch()} />;
  if (!events) return <Loading />;
  if (events.length === 0) return <Empty what={t.machine.noEvents} />;
  return (
    <>
      <ol className="panel divide-y divide-line">
        {events.map((event) => (
          <EventRow key={event.id} event={event} withMachine={machineId === undefined} />
        ))}
      </ol>
      <More query={query} />
    </>
  );
}

function EventRow({ event, withMachine }: { event: Event; withMachine: boolean }) {
  const { t, locale } = useSpeech();
  const { machineId, executionId, severity, message, eventType, createdAt, actorType, actorName } = event;
  const machine = useFleetMachine(withMachine ? machineId : null);
  const action = (t.codes.actions as Record<string, string>)[eventType.replace(/^action_/, '')];
  const isAction = eventType.startsWith('action_') && action !== undefined;
  const named = isAction ? action : t.codes.events[eventType];
  // The collector's sentences are English, and say more than ours.
  const isOursEnough = message === null || (locale === 'en' && named !== undefined && !isAction);
  const said = isOursEnough ? (message ?? named ?? eventType.replaceAll('_', ' ')) : (named ?? '');
  return (
    <li className="flex flex-wrap items-baseline gap-x-4 px-3 py-2">
      <span className="min-w-32 shrink-0 whitespace-nowrap text-muted">
        <Ago at={createdAt} />
      </span>
      {severity !== 'info' && <SeverityMark severity={severity} word={t.codes.severities[severity]} />}
      {machine && (
        <Link
          to="/machines/$machineId"
          params={{ machineId: machine.id }}
          className="font-medium hover:underline"
        >
          {machine.name}
        </Link>
      )}
      <span className="min-w-48 grow basis-80 break-words">
        {machineId !== null && executionId !== null ? (
          <Link
            to="/machines/$machineId/runs/$executionId"
            params={{ machineId, executionId }}
            className="hover:underline"
          >
            {said}
          </Link>
        ) : (
          said
        )}
        {!isOursEnough && (
          <span lang="en" className="block text-muted">
            {message}
          </span>
        )}
      </span>
      {actorType !== null && <span className="text-muted">{actorName ?? t.codes.actors[actorType]}</span>}
    </li>
  );
}
