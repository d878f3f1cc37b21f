import type { PackageChangelog, PlannedChange } from '@suivi/shared';
import { useSpeech } from '../../i18n/locale.tsx';

/** One step of a plan: from which version to which, where it comes from, and on unfolding what has changed. */
export function PlanStepRow({
  step,
  changelog,
}: {
  step: PlannedChange;
  changelog: PackageChangelog | undefined;
}) {
  const { t, f } = useSpeech();
  const { name, arch, from, to, source, downloadBytes } = step;
  return (
    <li className="px-3 py-2">
      <div className="grid gap-x-4 sm:grid-cols-[minmax(0,1.1fr)_minmax(0,1.4fr)_minmax(0,1.2fr)_5rem]">
        <span className="break-words">
          <b className="font-medium">{name}</b> <span className="text-muted">{arch}</span>
        </span>
        <span className="break-all">
          {from !== null && <span className="text-muted">{from}</span>}
          {from !== null && to !== null && ' → '}
          {to}
        </span>
        <span className="text-muted">
          {source.label} {source.archive}
        </span>
        <span className="text-muted sm:text-right">
          {downloadBytes === null ? '' : f.bytes(downloadBytes)}
        </span>
      </div>
      {changelog && (
        <details className="mt-1">
          <summary className="text-muted">
            {t.run.changelog}{' '}
            {changelog.cves.map((cve) => (
              <span key={cve} className="mr-1 rounded bg-warn-tint px-1 text-warn">
                {cve}
              </span>
            ))}
          </summary>
          {changelog.text === null ? (
            <p className="mt-1">{changelog.absent ?? t.run.noChangelog}</p>
          ) : (
            // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keys
            <pre className="mt-1 max-h-80 overflow-auto font-mono whitespace-pre-wrap" tabIndex={0}>
              {changelog.text}
            </pre>
          )}
        </details>
      )}
    </li>
  );
}
