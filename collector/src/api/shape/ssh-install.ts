import { ActorType, IsoTime, Nullable } from '@suivi/shared';
import Type, { type Static } from 'typebox';
import { SSH_INSTALL_STATES, type SshInstallRow } from '../../domain/ssh.ts';

export const HostKey = Type.Object({
  hostname: Type.String(),
  port: Type.Integer(),
  address: Type.String({ description: 'What the name was resolved to.' }),
  algorithm: Type.String(),
  fingerprint: Type.String({ description: 'SHA256:… as `ssh-keygen -l` prints it.' }),
});
export type HostKey = Static<typeof HostKey>;

/** An attempt to put the agent on a machine over SSH. Nothing in it is secret. */
export const SshInstall = Type.Object({
  id: Type.String(),
  hostname: Type.String(),
  port: Type.Integer(),
  username: Type.String(),
  hostKey: Type.String(),
  state: Type.Enum([...SSH_INSTALL_STATES]),
  code: Nullable(Type.String({ description: 'Why it failed.' })),
  message: Nullable(Type.String()),
  next: Nullable(Type.String({ description: 'What to do next, after a failure.' })),
  machineId: Nullable(
    Type.String({ description: 'The row of the machine; null after an attempt whose machine never came.' }),
  ),
  keepCredentials: Type.Boolean(),
  output: Nullable(
    Type.String({
      description: 'What the installation has said, at most the last 64 KiB, with every secret as asterisks.',
    }),
  ),
  actorType: ActorType,
  actorId: Nullable(Type.String()),
  actorName: Nullable(Type.String()),
  createdAt: IsoTime,
  updatedAt: IsoTime,
  finishedAt: Nullable(IsoTime),
});
export type SshInstall = Static<typeof SshInstall>;

/** What the stream says of an attempt, to whoever may read machines. */
export const SshInstallNotice = Type.Object({
  id: Type.String(),
  machineId: Nullable(Type.String()),
});

export const showSshInstall = (row: SshInstallRow & { readonly actorName: string | null }): SshInstall => ({
  ...row,
  keepCredentials: row.keepCredentials === 1,
});
