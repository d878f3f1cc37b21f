import { useQuery } from '@tanstack/react-query';
import { Navigate, useRouterState } from '@tanstack/react-router';
import { LiveProvider } from '../live/live.tsx';
import { sessionQuery } from '../session/session.ts';
import { Shell } from './shell.tsx';

const isLeaving = (href: string): boolean => /^\/(login|setup)\b/.test(href);

/** The rooms of somebody who is signed in: live, with what stands around them. Whose session ends here is asked to sign in again. */
export function LiveShell() {
  const { data: session } = useQuery(sessionQuery);
  const href = useRouterState({ select: ({ location }) => location.href });
  // While the sign-in's code is fetched this still stands, with the new address: going there again would never end.
  if (session === null) return isLeaving(href) ? null : <Navigate to="/login" search={{ to: href }} />;
  return (
    <LiveProvider>
      <Shell />
    </LiveProvider>
  );
}
