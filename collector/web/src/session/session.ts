import type { Scope } from '@suivi/shared';
import { queryOptions, useQuery } from '@tanstack/react-query';
import { ApiProblem, request, setCsrfToken } from '../api/request.ts';
import type { Session } from '../api/types.ts';

const nobody = (error: unknown): null => {
  if (error instanceof ApiProblem && error.status === 401) return null;
  throw error;
};

/** Keeps what a session brings for later requests. */
export function keepSession<S extends Session | null>(session: S): S {
  setCsrfToken(session?.csrfToken ?? null);
  return session;
}

/** The session; null when nobody is signed in. */
export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: () => request<Session>('GET', '/api/session').catch(nobody).then(keepSession),
  staleTime: Number.POSITIVE_INFINITY,
  retry: false,
});

export interface Login {
  readonly username: string;
  readonly password: string;
  readonly totp?: string;
}

export const signIn = (login: Login) => request<Session>('POST', '/api/login', { body: login });
export const signOut = () => request<void>('POST', '/api/logout');
export const isSetupNeeded = () => request<{ needed: boolean }>('GET', '/api/setup');
export const setUp = (first: { token: string; username: string; password: string }) =>
  request<Session>('POST', '/api/setup', { body: first });

/** Whether the one who is signed in may do this. */
export function useMay(scope: Scope): boolean {
  const { data } = useQuery(sessionQuery);
  return data?.scopes.includes(scope) ?? false;
}
