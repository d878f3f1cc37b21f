import { Fragment, useMemo } from 'react';
import type { FleetMachine } from '../../api/types.ts';
import { countNeeds, type Need, URGENT } from '../../fleet/needs.ts';
import { useSpeech } from '../../i18n/locale.tsx';

const QUIET: readonly Need[] = ['updates', 'running', 'offline'];
const COLOURS: Partial<Record<Need, string>> = {
  failed: 'text-bad',
  warning: 'text-warn',
  quarantine: 'text-warn',
};

/** The sentence that counts what needs somebody; each part of it shows only those machines. */
export function Attention({
  machines,
  need,
  onNeed,
}: {
  machines: readonly FleetMachine[];
  need: Need | undefined;
  onNeed: (need: Need | undefined) => void;
}) {
  const { t } = useSpeech();
  const counts = useMemo(() => countNeeds(machines), [machines]);
  const urgent = URGENT.filter((each) => counts[each] > 0 || each === need);
  const quiet = QUIET.filter((each) => counts[each] > 0 || each === need);
  const part = (each: Need) => (
    <button
      type="button"
      aria-pressed={each === need}
      title={each === need ? t.fleet.showAll : t.fleet.onlyThese}
      onClick={() => onNeed(each === need ? undefined : each)}
      className={`min-h-6 rounded px-1 underline decoration-1 underline-offset-4 hover:bg-raised aria-pressed:bg-tint aria-pressed:font-semibold ${COLOURS[each] ?? ''}`}
    >
      {t.fleet.needs[each](counts[each])}
    </button>
  );
  const listed = (needs: readonly Need[]) =>
    needs.map((each, index) => (
      <Fragment key={each}>
        {index > 0 && <span aria-hidden="true"> · </span>}
        {part(each)}
      </Fragment>
    ));
  return (
    <div className="mb-3">
      <h1 className="text-lg leading-8 font-semibold">
        {urgent.length === 0 ? (
          t.fleet.allWell(machines.length)
        ) : (
          <>
            {t.fleet.attention(machines.length)} <span className="font-normal">{listed(urgent)}</span>
          </>
        )}
      </h1>
      {quiet.length > 0 && <p className="text-muted">{listed(quiet)}</p>}
    </div>
  );
}
