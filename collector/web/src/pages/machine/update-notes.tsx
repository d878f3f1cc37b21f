import type { AptAnalysis } from '@suivi/shared';
import { useSpeech } from '../../i18n/locale.tsx';

/** What is to be known before upgrading: problems, a reboot and why. */
export function UpdateNotes({ apt }: { apt: AptAnalysis }) {
  const { t } = useSpeech();
  const { machine } = t;
  return (
    <>
      {apt.problem && <p className="panel border-bad p-3 text-bad">{apt.problem.message}</p>}
      {!apt.dpkg.ok && (
        <p className="panel border-warn p-3">
          <b className="text-warn">{machine.dpkgProblem}</b> {apt.dpkg.problem}
        </p>
      )}
      {apt.reboot.required && (
        <section className="panel p-3">
          <h2 className="font-semibold">{machine.rebootReasons}</h2>
          <ul className="mt-1 list-disc pl-5">
            {apt.reboot.reasons.map(({ text }) => (
              <li key={text}>{text}</li>
            ))}
          </ul>
        </section>
      )}
    </>
  );
}

/** What a full upgrade brings or takes along, and what is no longer needed. */
export function UpdateSides({ apt }: { apt: AptAnalysis }) {
  const { t } = useSpeech();
  const { machine } = t;
  const along = [
    ...apt.newPackages.map(({ name, version }) => `${name} ${version} (${machine.newPackage})`),
    ...apt.removals.map(({ name, version }) => `${name} ${version} (${machine.removal})`),
  ];
  return (
    <>
      {along.length > 0 && <Fold label={machine.brings} items={along} isOpen />}
      {apt.autoremovable.length > 0 && <Fold label={machine.autoremovable} items={apt.autoremovable} />}
    </>
  );
}

const Fold = ({
  label,
  items,
  isOpen = false,
}: {
  label: string;
  items: readonly string[];
  isOpen?: boolean;
}) => (
  <details open={isOpen} className="panel p-3">
    <summary className="font-semibold">
      {label} <span className="font-normal text-muted">{items.length}</span>
    </summary>
    <p className="mt-1 break-words">{items.join(', ')}</p>
  </details>
);
