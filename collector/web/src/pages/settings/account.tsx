import { useQuery } from '@tanstack/react-query';
import { Loading } from '../../components/loading.tsx';
import { sessionQuery } from '../../session/session.ts';
import { OwnSessions } from './own-sessions.tsx';
import { PasswordForm } from './password-form.tsx';
import { SecondFactor } from './second-factor.tsx';

/** What belongs to the one who is signed in. */
export function AccountTab() {
  const { data: session } = useQuery(sessionQuery);
  if (!session) return <Loading />;
  return (
    <div className="grid max-w-3xl grid-cols-1 gap-6">
      <PasswordForm username={session.user.username} />
      <SecondFactor isOn={session.user.totpEnabled} />
      <OwnSessions />
    </div>
  );
}
