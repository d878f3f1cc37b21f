import type { FleetMachine } from '../../api/types.ts';
import { useSpeech } from '../../i18n/locale.tsx';

/** What waits on a machine: updates, security apart, and a reboot. */
export function UpdatesCell({ machine: { updates, state } }: { machine: FleetMachine }) {
  const { t } = useSpeech();
  const { fleet } = t;
  if (updates === null) return <span className="text-muted">{t.common.unknown}</span>;
  const parts = [
    updates.count > 0 && <span key="count">{fleet.updates(updates.count)}</span>,
    updates.security > 0 && (
      <strong key="security" className="font-semibold">
        {fleet.ofSecurity(updates.security)}
      </strong>
    ),
    state?.aptRebootRequired === 1 && (
      <span key="reboot" className="text-warn">
        {fleet.rebootNeeded}
      </span>
    ),
  ].filter((part) => part !== false);
  if (parts.length === 0) return <span className="text-muted">{fleet.noUpdates}</span>;
  return parts.map((part, index) => (
    <span key={part.key}>
      {index > 0 && ' · '}
      {part}
    </span>
  ));
}
