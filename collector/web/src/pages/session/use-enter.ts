import { useQueryClient } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import type { Session } from '../../api/types.ts';
import { keepSession, sessionQuery } from '../../session/session.ts';

/** Goes in with a new session, to where one was going. */
export function useEnter(): (session: Session, to?: string) => Promise<void> {
  const client = useQueryClient();
  const router = useRouter();
  return async (session, to = '/') => {
    client.clear();
    client.setQueryData(sessionQuery.queryKey, keepSession(session));
    await router.navigate({ href: to, replace: true });
  };
}
