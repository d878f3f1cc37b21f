import { useQuery } from '@tanstack/react-query';
import { versionsQuery } from '../../api/post-install.ts';
import type { ProfileHistory } from '../../api/types.ts';
import { Ago } from '../../components/ago.tsx';
import { Loading } from '../../components/loading.tsx';
import { ProblemNote } from '../../components/problem.tsx';
import { useSpeech } from '../../i18n/locale.tsx';
import { difference } from '../../profiles/difference.ts';

/** Every version, newest first, with what it took out and added. */
export function Versions({ profileId }: { profileId: string }) {
  const { t } = useSpeech();
  const words = t.profiles;
  const { data, error, refetch } = useQuery(versionsQuery(profileId));
  if (error && !data) return <ProblemNote error={error} onRetry={() => void refetch()} />;
  if (!data) return <Loading />;
  return (
    <section className="panel grid grid-cols-1 gap-3 p-4">
      <h2 className="font-semibold">{words.versions}</h2>
      <ol className="grid grid-cols-1 gap-3">
        {data.items.map((version, index) => (
          <li key={version.version}>
            <p>
              <b className="font-medium">{words.versionOf(version.version)}</b>{' '}
              <span className="text-muted">
                <Ago at={version.createdAt} />
              </span>
              {version.note && ` · ${version.note}`}
            </p>
            <Changes version={version} before={data.items[index + 1]} />
          </li>
        ))}
      </ol>
    </section>
  );
}

function Changes({ version, before }: { version: ProfileHistory; before: ProfileHistory | undefined }) {
  const { t } = useSpeech();
  const words = t.profiles;
  const { taken, added } = difference(before?.steps ?? [], version.steps);
  if (taken.length + added.length === 0) return before ? <p className="text-muted">{words.same}</p> : null;
  const lines = [
    ...taken.map((line) => ({ ...line, sign: '−', word: words.taken })),
    ...added.map((line) => ({ ...line, sign: '+', word: words.added })),
  ];
  return (
    <ul className="font-mono">
      {lines.map(({ kind, text, sign, word }) => (
        <li key={`${sign} ${kind} ${text}`} className="break-all">
          <span aria-hidden="true">{sign}</span>
          <span className="sr-only">{word}: </span> {words.kinds[kind]} {text}
        </li>
      ))}
    </ul>
  );
}
