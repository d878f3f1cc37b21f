import { sha256Hex } from '@suivi/shared';
import { type HistoryChange, type HistoryEntry, OWN_RUN_SETTING } from '../domain/history.ts';
import type { DurableDraft } from '../domain/ports.ts';
import { redact } from '../domain/redact.ts';

type EventDraft = Extract<DurableDraft, { type: 'event' }>;

/** Packages that are named one by one; of more only the number is told. */
const NAMED_CHANGES = 500;
const MOST_TEXT = 2000;

const UNATTENDED = /(^|\/)unattended-upgrades?\b/;

const WORDS = {
  install: 'installed',
  upgrade: 'upgraded',
  downgrade: 'downgraded',
  reinstall: 'reinstalled',
  remove: 'removed',
  purge: 'purged',
} as const satisfies Record<HistoryChange['operation'], string>;

/** Whether a run of apt was one of our own runner: those have executions of their own. */
export const isOwnRun = ({ commandLine }: HistoryEntry): boolean =>
  commandLine?.includes(` ${OWN_RUN_SETTING}=`) ?? false;

/** The event of a run of apt that somebody else made on the machine, and the id by which a repetition is known. */
export function localRunEvent(machineId: string, entry: HistoryEntry): { id: string; event: EventDraft } {
  const { startedAt, endedAt, changes, error, requestedBy } = entry;
  const commandLine = entry.commandLine && redact(entry.commandLine).slice(0, MOST_TEXT);
  const id = sha256Hex(JSON.stringify([machineId, startedAt, entry.commandLine, changes])).slice(0, 40);
  return {
    id,
    event: {
      type: 'event',
      eventType: 'local_apt_run',
      severity: error !== null ? 'error' : endedAt === null ? 'warning' : 'info',
      occurredAt: endedAt ?? startedAt,
      message: sentence(entry, commandLine).slice(0, MOST_TEXT),
      actor: actorOf(entry),
      details: {
        commandLine,
        requestedBy,
        startedAt,
        endedAt,
        error: error && redact(error).slice(0, MOST_TEXT),
        changes: changes.slice(0, NAMED_CHANGES),
        changesCount: changes.length,
      },
    },
  };
}

function actorOf({ requestedBy, commandLine }: HistoryEntry): NonNullable<EventDraft['actor']> {
  if (requestedBy) return { type: 'user', id: requestedBy.name.slice(0, 256) };
  if (UNATTENDED.test(commandLine?.split(' ')[0] ?? '') || /unattended-upgrade/.test(commandLine ?? ''))
    return { type: 'schedule', id: 'unattended-upgrades' };
  return { type: 'system', id: 'root' };
}

function sentence(entry: HistoryEntry, commandLine: string | null): string {
  const { changes, error, endedAt } = entry;
  const { type, id } = actorOf(entry);
  const who = type === 'system' ? 'Somebody with the rights of root' : id;
  const counts = Object.entries(WORDS).flatMap(([operation, word]) => {
    const count = changes.filter((change) => change.operation === operation).length;
    return count > 0 ? [`${count} ${word}`] : [];
  });
  const what = counts.length > 0 ? counts.join(', ') : 'nothing changed';
  const end = error !== null ? `; it failed: ${redact(error)}` : endedAt === null ? '; it was cut off' : '';
  return `${who} ran ${commandLine ?? 'a program that uses apt'}: ${what}${end}.`;
}
