import { Link } from '@tanstack/react-router';
import type { MachinePostInstall } from '../../../api/types.ts';
import { useAgo } from '../../../components/ago.tsx';
import { useSpeech } from '../../../i18n/locale.tsx';

/** The profiles of a machine in their order, why each is here, and when they were applied. */
export function Assigned({ data }: { data: MachinePostInstall }) {
  const { t } = useSpeech();
  const ago = useAgo();
  const words = t.profiles.tab;
  const { profiles, overridden, machine } = data;
  const applied = machine?.applied ?? null;
  return (
    <section className="panel grid grid-cols-1 gap-2 p-4">
      <h2 className="font-semibold">{words.assigned}</h2>
      {profiles.length === 0 && <p className="text-muted">{words.none}</p>}
      <ol className="list-decimal pl-6">
        {profiles.map(({ id, name, version, byMachine, byTags }) => (
          <li key={id}>
            <Link to="/profiles/$profileId" params={{ profileId: id }} className="text-accent underline">
              {name}
            </Link>{' '}
            {t.profiles.versionOf(version)}{' '}
            <span className="text-muted">
              {[...(byMachine ? [words.byMachine] : []), ...byTags.map(words.byTag)].join(', ')}
            </span>
          </li>
        ))}
      </ol>
      <p className="text-muted">
        {applied ? words.applied(ago(applied.at)) : words.neverApplied}{' '}
        {machine?.rootCheckedAt && words.rootSaw(ago(machine.rootCheckedAt))}
      </p>
      {overridden.length > 0 && (
        <>
          <h3 className="font-medium">{words.overridden}</h3>
          <ul className="list-disc pl-6">
            {overridden.map(({ kind, name, value, profile, by }) => (
              <li key={`${kind} ${name} ${profile} ${value}`} className="break-words">
                {words.replaced(`${t.profiles.kinds[kind]} ${name}`.trim(), value, profile, by)}
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}
