import { Link } from '@tanstack/react-router';
import type { Machine } from '../../api/types.ts';
import { Ago, useAgo } from '../../components/ago.tsx';
import { StatusMark } from '../../components/mark.tsx';
import { Reason } from '../../components/reason.tsx';
import { systemOf } from '../../fleet/view.ts';
import { warnedOf } from '../../fleet/warned.ts';
import { useSpeech } from '../../i18n/locale.tsx';
import { MoreActions } from './more-actions.tsx';
import { NextStep } from './next-step.tsx';

const SKEW_WORTH_SAYING_MS = 60_000;

/** The name of a machine, its state in a sentence, and the one next step. */
export function MachineHead({ machine }: { machine: Machine }) {
  const { t, f } = useSpeech();
  const ago = useAgo();
  const { name, tags, status, statusReasons, statusSince, connected, connectedSince, clockSkewMs } = machine;
  const skew = Math.abs(clockSkewMs ?? 0);
  return (
    <header>
      <div className="flex flex-wrap items-start gap-x-4 gap-y-2">
        <div className="min-w-0 grow basis-72">
          <h1 className="text-xl font-semibold break-words">{name}</h1>
          <p className="mt-0.5 flex flex-wrap gap-x-2 text-muted">
            {machine.hostname !== name && <span>{machine.hostname}</span>}
            {machine.osFamily !== 'unknown' && <span>{systemOf(machine)}</span>}
            <span>
              {connected && connectedSince
                ? t.machine.connectedSince(ago(connectedSince))
                : `${t.fleet.away}, ${machine.lastSeenAt === null ? t.common.never : t.machine.lastSeen(ago(machine.lastSeenAt))}`}
            </span>
            {tags.map((tag) => (
              <Link key={tag} to="/" search={{ tag }} className="rounded bg-raised px-1.5 hover:underline">
                {tag}
              </Link>
            ))}
          </p>
        </div>
        <div className="flex flex-wrap gap-2">
          <NextStep machine={machine} />
          <MoreActions machine={machine} />
        </div>
      </div>
      <div className="mt-2 flex flex-wrap items-baseline gap-x-3 gap-y-1 text-base">
        <StatusMark status={status} word={t.codes.statuses[status]} />
        <StateSentence machine={machine} />
        {statusSince !== null && status !== 'ok' && (
          <span className="text-muted">
            (<Ago at={statusSince} />)
          </span>
        )}
      </div>
      {status !== 'updates_available' && status !== 'running' && statusReasons.length > 0 && (
        <ul className="mt-1">
          {statusReasons.map((reason) => (
            <li key={reason.code} className="break-words">
              <Reason {...reason} />
            </li>
          ))}
        </ul>
      )}
      {skew > SKEW_WORTH_SAYING_MS && (
        <p className="mt-1 text-warn">{t.machine.skew(f.span(skew), (clockSkewMs ?? 0) > 0)}</p>
      )}
    </header>
  );
}

/** `12 updates, 3 for security · a reboot is needed`. */
function StateSentence({ machine }: { machine: Machine }) {
  const { updates, state, running } = machine;
  const { t, f } = useSpeech();
  const warned = warnedOf(machine).map((each) => t.fleet.warned[each]);
  const { sentence } = t.machine;
  const parts = [
    running && sentence.running(t.codes.actions[running.action]),
    updates === null
      ? sentence.unknown
      : updates.count > 0 && sentence.updates(updates.count, updates.security),
    state?.aptRebootRequired === 1 && sentence.reboot,
    warned.length > 0 && sentence.warned(f.list(warned)),
  ].filter((part) => typeof part === 'string');
  return <span>{parts.length === 0 ? sentence.upToDate : parts.join(' · ')}</span>;
}
