import { useQuery } from '@tanstack/react-query';
import { Navigate, useRouterState } from '@tanstack/react-router';
import { LiveProvider } from '../live/live.tsx';
import { sessionQuery } from '../session/session.ts';
import { Shell } from './shell.tsx';

/** The rooms of somebody who is signed in: live, with what stands around them. Whose session ends here is asked to sign in again. */
export function LiveShell() {
  const { data: session } = useQuery(sessionQuery);
  const href = useRouterState({ select: ({ location }) => location.href });
  if (session === null) return <Navigate to="/login" search={{ to: href }} />;
  return (
    <LiveProvider>
      <Shell />
    </LiveProvider>
  );
}
