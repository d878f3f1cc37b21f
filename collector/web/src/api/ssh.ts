import { queryOptions } from '@tanstack/react-query';
import { request } from './request.ts';
import type { HostKey, SshInstall } from './types.ts';

export interface SshPlace {
  readonly hostname: string;
  readonly port: number;
}

export interface SshWish extends SshPlace {
  readonly hostKey: string;
  readonly username: string;
  readonly password?: string;
  readonly key?: string;
  readonly passphrase?: string;
  readonly sudoPassword?: string;
  readonly name?: string;
  readonly keepCredentials: boolean;
}

export const readHostKey = (place: SshPlace) =>
  request<HostKey>('POST', '/api/machines/ssh-host-key', { body: place });

export const installOverSsh = (wish: SshWish) =>
  request<SshInstall>('POST', '/api/machines/ssh-install', { body: wish });

export const cancelSshInstall = (id: string) =>
  request<SshInstall>('DELETE', `/api/machines/ssh-install/${id}`);

/** An attempt; the stream says when it is old. */
export const sshInstallQuery = (id: string) =>
  queryOptions({
    queryKey: ['ssh-install', id],
    queryFn: () => request<SshInstall>('GET', `/api/machines/ssh-install/${id}`),
  });
