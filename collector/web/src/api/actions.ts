import type { Action as AnyAction } from '@suivi/shared';
import { request } from './request.ts';

/** What the routes for actions take; profiles have routes of their own. */
export type Action = Exclude<AnyAction, `post_install_${string}`>;

export interface Wish {
  readonly action: Action;
  readonly plan?: 'current';
  readonly planHash?: string;
  readonly packages?: readonly { name: string; arch?: string; version?: string }[] | undefined;
  readonly allowRemovals?: boolean;
  readonly stack?: string;
  readonly images?: readonly { service: string; image: string; digest: string }[];
  readonly allImages?: boolean;
}

/** A press of a button is one wish: sent twice by a shaky network, it makes one job. */
export const once = (): string => {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return `page-${Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')}`;
};

/** Asks one machine; gives the run to look at. */
export const askMachine = (id: string, wish: Wish) =>
  request<{ jobId: string; executionId: string }>('POST', `/api/machines/${id}/actions`, {
    body: wish,
    idempotencyKey: once(),
  });

export type FleetAnswer =
  | { readonly machineId: string; readonly jobId: string; readonly executionId: string }
  | { readonly machineId: string; readonly code: string; readonly message: string; readonly next: string };

/** Asks several machines to do the same; each gets a job or a refusal of its own. */
export const askMachines = (machineIds: readonly string[], wish: Wish) =>
  request<{ requestId: string; items: FleetAnswer[] }>('POST', '/api/actions', {
    body: { machineIds, ...wish },
    idempotencyKey: once(),
  });

export const cancelJob = (id: string) => request<unknown>('DELETE', `/api/jobs/${id}`);

export const acknowledgeMessage = (id: string, noted: boolean) =>
  request<unknown>('POST', `/api/important-messages/${id}/${noted ? 'acknowledge' : 'unacknowledge'}`);

export const acknowledgeFailure = (id: string) =>
  request<unknown>('POST', `/api/executions/${id}/acknowledge`);

export const editMachine = (id: string, patch: { name?: string; tags?: readonly string[] }) =>
  request<unknown>('PATCH', `/api/machines/${id}`, { body: patch });

export type TagAnswer =
  | { readonly machineId: string; readonly tags: readonly string[] }
  | Extract<FleetAnswer, { code: string }>;

/** Adds tags to several machines and takes others away; each answers for itself. */
export const tagMachines = (body: {
  machineIds: readonly string[];
  add: readonly string[];
  remove: readonly string[];
}) => request<{ items: TagAnswer[] }>('POST', '/api/machines/tags', { body });

export const deleteMachine = (id: string) => request<void>('DELETE', `/api/machines/${id}`);

export const adoptMachine = (id: string) => request<{ id: string }>('POST', `/api/machines/${id}/adopt`);

export interface EnrolmentToken {
  readonly id: string;
  readonly token: string;
  readonly expiresAt: string;
  /** The one line to copy; null where the collector has no agent to install. */
  readonly installCommand: string | null;
}

export const makeEnrolmentToken = (name: string | null) =>
  request<EnrolmentToken>('POST', '/api/enrolment-tokens', { body: { name } });
