import type { RunPhase } from '@suivi/shared';
import { useQuery } from '@tanstack/react-query';
import type { RunProgress } from '../../api/types.ts';
import { Bar } from '../../components/bar.tsx';
import { useNow } from '../../hooks/use-now.ts';
import { useSpeech } from '../../i18n/locale.tsx';

const PHASES: readonly RunPhase[] = ['waiting', 'preflight', 'download', 'unpack', 'configure', 'check'];
/** A package may work for a while without a word; from here on it is worth saying. */
const SILENCE_MS = 60_000;

/** Where a run is: its phases, the package in hand, a bar, and its silence in words. */
export function Progress({ executionId, known }: { executionId: string; known: RunProgress | null }) {
  const { t, f } = useSpeech();
  const now = useNow(true);
  // The stream puts newer ones here.
  const { data } = useQuery<RunProgress | null>({
    queryKey: ['progress', executionId],
    queryFn: () => known,
    initialData: known,
    staleTime: Number.POSITIVE_INFINITY,
  });
  const progress = newer(data ?? null, known);
  const phase = progress?.phase ?? 'waiting';
  const phases = PHASES.includes(phase) ? PHASES : [...PHASES, phase];
  const at = phases.indexOf(phase);
  const silentMs =
    progress === null
      ? 0
      : progress.silentSeconds * 1000 + Math.max(0, now - Date.parse(progress.receivedAt));
  return (
    <section className="panel p-4">
      <ol aria-label={t.run.phases} className="flex flex-wrap gap-x-5 gap-y-1">
        {phases.map((each, index) => (
          <li
            key={each}
            aria-current={index === at ? 'step' : undefined}
            className={index === at ? 'font-semibold text-accent' : index < at ? '' : 'text-muted'}
          >
            <span aria-hidden="true">{index < at ? '✓ ' : index === at ? '● ' : '○ '}</span>
            {t.codes.phases[each]}
          </li>
        ))}
      </ol>
      <div
        role="progressbar"
        aria-label={t.run.percent(t.codes.phases[phase])}
        aria-valuemin={0}
        aria-valuemax={100}
        {...(progress?.percent != null && { 'aria-valuenow': Math.round(progress.percent) })}
        className="mt-3"
      >
        <Bar percent={progress?.percent ?? null} />
      </div>
      <p className="mt-1 text-muted">
        {progress?.package ? t.run.packageInHand(progress.package) : '\u00a0'}
        {progress?.percent != null && ` · ${f.percent(progress.percent)}`}
      </p>
      {silentMs >= SILENCE_MS && (
        <p role="status" className="mt-2">
          <b className="text-warn">{t.run.silent(f.span(Math.floor(silentMs / SILENCE_MS) * SILENCE_MS))}</b>{' '}
          {t.run.silentNext}
        </p>
      )}
    </section>
  );
}

const newer = (a: RunProgress | null, b: RunProgress | null): RunProgress | null =>
  a === null || (b !== null && b.receivedAt > a.receivedAt) ? b : a;
