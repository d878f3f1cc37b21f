import { useMutation, useQuery } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { deleteProfile, profileQuery } from '../../api/post-install.ts';
import type { Profile } from '../../api/types.ts';
import { Button } from '../../components/button.tsx';
import { Confirm } from '../../components/confirm.tsx';
import { Loading } from '../../components/loading.tsx';
import { useNotify } from '../../components/notices.tsx';
import { ProblemNote } from '../../components/problem.tsx';
import { useTitle } from '../../hooks/use-title.ts';
import { useSpeech } from '../../i18n/locale.tsx';
import { useMay } from '../../session/session.ts';
import { AboutForm } from './about-form.tsx';
import { AssignmentForm } from './assignment-form.tsx';
import { StepsForm } from './steps-form.tsx';
import { Versions } from './versions.tsx';

const route = getRouteApi('/app/profiles/$profileId');

/** One profile: what it says, for whom it is, and how it came to be so. */
export function ProfilePage() {
  const { t } = useSpeech();
  const { profileId } = route.useParams();
  const { data: profile, error, refetch } = useQuery(profileQuery(profileId));
  const mayWrite = useMay('machines:write');
  useTitle(profile?.name ?? t.profiles.title);
  if (error && !profile) return <ProblemNote error={error} onRetry={() => void refetch()} />;
  if (!profile) return <Loading />;
  return (
    <div className="grid grid-cols-1 gap-6">
      <h1 className="text-lg font-semibold break-words">
        {profile.name} <span className="font-normal text-muted">{t.profiles.versionOf(profile.version)}</span>
      </h1>
      {!mayWrite && <p className="text-muted">{t.common.mayNot}</p>}
      {/* A newer version begins a new form. */}
      <StepsForm key={`${profile.id} ${profile.version}`} profile={profile} />
      <AssignmentForm key={`${profile.id} ${profile.updatedAt} for`} profile={profile} />
      <AboutForm key={`${profile.id} ${profile.updatedAt}`} profile={profile} />
      <Versions profileId={profile.id} />
      {mayWrite && <Removal profile={profile} />}
    </div>
  );
}

function Removal({ profile: { id, name } }: { profile: Profile }) {
  const { t } = useSpeech();
  const words = t.profiles;
  const notify = useNotify();
  const navigate = useNavigate();
  const [isAsking, setAsking] = useState(false);
  const remove = useMutation({
    mutationFn: () => deleteProfile(id),
    onError: notify.problem,
    async onSuccess() {
      notify.say(words.removed(name));
      await navigate({ to: '/profiles' });
    },
  });
  return (
    <div>
      <Button look="danger" onClick={() => setAsking(true)}>
        {words.remove}
      </Button>
      {isAsking && (
        <Confirm
          title={words.askRemove(name)}
          action={words.remove}
          isDangerous
          isBusy={remove.isPending}
          onConfirm={() => remove.mutate()}
          onClose={() => setAsking(false)}
        >
          <p>{words.removeBody}</p>
        </Confirm>
      )}
    </div>
  );
}
