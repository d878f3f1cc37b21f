import { useMutation, useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { makeProfile, profilesQuery } from '../../api/post-install.ts';
import { Button } from '../../components/button.tsx';
import { Empty } from '../../components/empty.tsx';
import { Field } from '../../components/field.tsx';
import { Loading } from '../../components/loading.tsx';
import { ProblemNote } from '../../components/problem.tsx';
import { Table } from '../../components/table.tsx';
import { useTitle } from '../../hooks/use-title.ts';
import { useSpeech } from '../../i18n/locale.tsx';
import { useMay } from '../../session/session.ts';

/** All profiles in the order in which they apply. */
export function ProfilesPage() {
  const { t } = useSpeech();
  const words = t.profiles;
  useTitle(words.title);
  const { data, error, refetch } = useQuery(profilesQuery);
  const mayWrite = useMay('machines:write');
  const { position, name, version, steps, machines } = words.columns;
  return (
    <div className="grid grid-cols-1 gap-4">
      <div>
        <h1 className="text-lg font-semibold">{words.title}</h1>
        <p className="max-w-prose text-muted">{words.what}</p>
      </div>
      {error && !data && <ProblemNote error={error} onRetry={() => void refetch()} />}
      {!data && !error && <Loading />}
      {data?.items.length === 0 && <Empty what={words.empty} next={words.emptyNext} />}
      {data && data.items.length > 0 && (
        <Table label={words.title} head={[position, name, version, steps, machines]}>
          {data.items.map((profile) => (
            <tr key={profile.id}>
              <td>{profile.position}</td>
              <td>
                <Link
                  to="/profiles/$profileId"
                  params={{ profileId: profile.id }}
                  className="font-medium text-accent underline"
                >
                  {profile.name}
                </Link>
                {profile.description && <span className="block text-muted">{profile.description}</span>}
              </td>
              <td>{profile.version}</td>
              <td>{[...new Set(profile.steps.map(({ kind }) => words.kinds[kind]))].join(', ') || '–'}</td>
              <td>{words.assigned(profile.machineIds.length, profile.tags)}</td>
            </tr>
          ))}
        </Table>
      )}
      {mayWrite && <NewProfile />}
    </div>
  );
}

function NewProfile() {
  const { t } = useSpeech();
  const words = t.profiles;
  const navigate = useNavigate();
  const [name, setName] = useState('');
  const make = useMutation({
    mutationFn: () => makeProfile({ name: name.trim(), steps: [] }),
    onSuccess: ({ id }) => navigate({ to: '/profiles/$profileId', params: { profileId: id } }),
  });
  return (
    <form
      className="panel grid max-w-2xl grid-cols-1 gap-4 p-4"
      aria-label={words.add}
      onSubmit={(event) => {
        event.preventDefault();
        make.mutate();
      }}
    >
      <h2 className="font-semibold">{words.add}</h2>
      <Field label={words.name} maxLength={100} value={name} onText={setName} />
      {make.error && <ProblemNote error={make.error} />}
      <div>
        <Button type="submit" look="primary" disabled={make.isPending}>
          {words.make}
        </Button>
      </div>
    </form>
  );
}
