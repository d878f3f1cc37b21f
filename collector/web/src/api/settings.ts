import type { Scope } from '@suivi/shared';
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import type { RetentionDays } from '../settings/retention-form.ts';
import { queryOf, request } from './request.ts';
import type {
  ApiClient,
  EnrolmentToken,
  Page,
  RetentionItem,
  Thresholds,
  ThresholdsBody,
  User,
} from './types.ts';

export interface OwnSession {
  readonly id: string;
  readonly current: boolean;
  readonly lastUsedAt: string;
  readonly userAgent: string | null;
  readonly address: string | null;
}

export const ownSessionsQuery = queryOptions({
  queryKey: ['own-sessions'],
  queryFn: () => request<{ items: OwnSession[] }>('GET', '/api/me/sessions'),
});
export const endSession = (id: string) => request<void>('DELETE', `/api/me/sessions/${id}`);
export const changePassword = (body: { current: string; password: string }) =>
  request<void>('POST', '/api/me/password', { body });
export const offerTotp = () => request<{ secret: string; uri: string }>('POST', '/api/me/totp');
export const confirmTotp = (code: string) =>
  request<{ recoveryCodes: string[] }>('POST', '/api/me/totp/confirm', { body: { code } });
export const disableTotp = (password: string) =>
  request<void>('POST', '/api/me/totp/disable', { body: { password } });

const listOf = <T>(key: string, path: string) =>
  infiniteQueryOptions({
    queryKey: [key],
    queryFn: ({ pageParam }) => request<Page<T>>('GET', path + queryOf({ after: pageParam })),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
  });

export const usersQuery = listOf<User>('users', '/api/users');
export const makeUser = (body: { username: string; password: string; role: User['role'] }) =>
  request<User>('POST', '/api/users', { body });
export interface UserChange {
  readonly role?: User['role'];
  readonly password?: string;
  readonly disabled?: boolean;
  readonly totpEnabled?: false;
}
export const changeUser = (id: string, body: UserChange) =>
  request<User>('PATCH', `/api/users/${id}`, { body });
export const deleteUser = (id: string) => request<void>('DELETE', `/api/users/${id}`);

export const clientsQuery = listOf<ApiClient>('api-clients', '/api/api-clients');
export const makeClient = (body: { name: string; scopes: Scope[] }) =>
  request<ApiClient & { token: string }>('POST', '/api/api-clients', { body });
export const revokeClient = (id: string) => request<void>('DELETE', `/api/api-clients/${id}`);

export const tokensQuery = listOf<EnrolmentToken>('enrolment-tokens', '/api/enrolment-tokens');
export const revokeToken = (id: string) => request<void>('DELETE', `/api/enrolment-tokens/${id}`);

export const thresholdsQuery = queryOptions({
  queryKey: ['thresholds'],
  queryFn: () => request<Thresholds>('GET', '/api/thresholds'),
});
export const putThresholds = (body: ThresholdsBody) =>
  request<Thresholds>('PUT', '/api/thresholds', { body });

export const retentionQuery = queryOptions({
  queryKey: ['retention'],
  queryFn: () => request<{ items: RetentionItem[] }>('GET', '/api/retention'),
});
export const changeRetention = (body: RetentionDays) =>
  request<{ items: RetentionItem[] }>('PATCH', '/api/retention', { body });
