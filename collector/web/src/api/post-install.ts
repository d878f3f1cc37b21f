import type { PostInstallStep } from '@suivi/shared';
import { queryOptions } from '@tanstack/react-query';
import { once } from './actions.ts';
import { request } from './request.ts';
import type { MachinePostInstall, Profile, ProfileHistory } from './types.ts';

const PROFILES = '/api/post-install/profiles';

export const profilesQuery = queryOptions({
  queryKey: ['profiles'],
  queryFn: () => request<{ items: Profile[] }>('GET', PROFILES),
});

export const profileQuery = (id: string) =>
  queryOptions({
    queryKey: ['profiles', id],
    queryFn: () => request<Profile>('GET', `${PROFILES}/${id}`),
  });

export const versionsQuery = (id: string) =>
  queryOptions({
    queryKey: ['profiles', id, 'versions'],
    queryFn: () => request<{ items: ProfileHistory[] }>('GET', `${PROFILES}/${id}/versions`),
  });

export const machinePostInstallQuery = (machineId: string) =>
  queryOptions({
    queryKey: ['post-install', machineId],
    queryFn: () => request<MachinePostInstall>('GET', `/api/machines/${machineId}/post-install`),
  });

export const makeProfile = (profile: {
  name: string;
  position?: number;
  steps: readonly PostInstallStep[];
  machineIds?: readonly string[];
}) => request<Profile>('POST', PROFILES, { body: profile });

export const editProfile = (
  id: string,
  patch: { name: string; description: string | null; position: number },
) => request<Profile>('PATCH', `${PROFILES}/${id}`, { body: patch });

export const deleteProfile = (id: string) => request<void>('DELETE', `${PROFILES}/${id}`);

export const addVersion = (
  id: string,
  version: { basedOn: number; steps: readonly PostInstallStep[]; note: string | null; position?: number },
) => request<Profile>('POST', `${PROFILES}/${id}/versions`, { body: version });

export const assignProfile = (id: string, to: { machineIds: readonly string[]; tags: readonly string[] }) =>
  request<Profile>('PUT', `${PROFILES}/${id}/assignments`, { body: to });

type Asked = { jobId: string; executionId: string };

export const checkProfiles = (machineId: string) =>
  request<Asked>('POST', `/api/machines/${machineId}/post-install/check`, {
    body: {},
    idempotencyKey: once(),
  });

/** Applies exactly what a dry run has shown, or whatever is between by then. */
export const applyProfiles = (machineId: string, planHash: string | null) =>
  request<Asked>('POST', `/api/machines/${machineId}/post-install/apply`, {
    body: planHash === null ? { plan: 'current' } : { planHash },
    idempotencyKey: once(),
  });
