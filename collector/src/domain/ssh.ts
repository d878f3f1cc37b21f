import type { Actor, Change, Flag } from './rows.ts';

/** Where an attempt to install over SSH stands. The last three are ends. */
export const SSH_INSTALL_STATES = [
  'queued',
  'connecting',
  'authenticating',
  'installing',
  'enrolled',
  'failed',
  'cancelled',
] as const;
export type SshInstallState = (typeof SSH_INSTALL_STATES)[number];
export type SshInstallEnd = Extract<SshInstallState, 'enrolled' | 'failed' | 'cancelled'>;

/** A row of `ssh_installs`. */
export interface SshInstallRow {
  id: string;
  hostname: string;
  port: number;
  username: string;
  hostKey: string;
  machineId: string | null;
  tokenId: string;
  keepCredentials: Flag;
  state: SshInstallState;
  code: string | null;
  message: string | null;
  next: string | null;
  output: string | null;
  actorType: NonNullable<Actor['actorType']>;
  actorId: string | null;
  createdAt: string;
  updatedAt: string;
  finishedAt: string | null;
}

export interface SshPlace {
  readonly hostname: string;
  readonly port: number;
}

/** A server's key as OpenSSH prints it, for a person to compare. */
export interface HostKey {
  readonly algorithm: string;
  /** SHA256:… */
  readonly fingerprint: string;
  /** What the name was resolved to. */
  readonly address: string;
}

export interface SshCredentials {
  readonly password: string | null;
  readonly privateKey: string | null;
  readonly passphrase: string | null;
  readonly sudoPassword: string | null;
}

/** The same as it is kept. */
export type SealedCredentials = Readonly<
  Record<'encPassword' | 'encSudoPassword' | 'encPrivateKey' | 'encKeyPassphrase', string | null>
>;

/** A machine that the agent is to be put on. */
export interface SshInstallRequest extends SshPlace, SshCredentials {
  readonly username: string;
  /** The fingerprint that was approved. */
  readonly hostKey: string;
  readonly name: string | null;
  readonly tags: readonly string[];
  readonly keepCredentials: boolean;
  /** The whole install script of this collector. */
  readonly script: string;
}

/** How an attempt ended. */
export interface SshInstallOutcome {
  readonly state: SshInstallEnd;
  readonly code: string | null;
  readonly message: string | null;
  readonly next: string | null;
  readonly output: string | null;
}

export interface NewSshInstall
  extends Pick<SshInstallRow, 'id' | 'hostname' | 'port' | 'username' | 'hostKey'> {
  readonly name: string | null;
  readonly tags: readonly string[];
  readonly keepCredentials: boolean;
  readonly sealed: SealedCredentials;
  readonly token: { readonly tokenHash: string; readonly tokenPrefix: string; readonly expiresAt: string };
  readonly at: string;
}

/** Store ← ssh. Every change is told on the stream. */
export interface SshInstallStore {
  /** Makes the attempt, a row for its machine, and a token for that machine alone. Null while another goes on for this place. */
  open(attempt: NewSshInstall, by: Actor): Promise<readonly Change[] | null>;
  find(id: string): Promise<(SshInstallRow & { readonly actorName: string | null }) | null>;
  /** What the machine of an attempt is logged in to with; null when it was erased. */
  credentials(id: string): Promise<SealedCredentials | null>;
  step(id: string, state: SshInstallState, at: string): Promise<readonly Change[]>;
  /**
   * Ends the attempt and erases its credentials, but for those of a machine that has enrolled and is to keep them. A machine
   * that has not enrolled is forgotten, and the token with it. Null when it has ended already.
   */
  finish(id: string, outcome: SshInstallOutcome, at: string, by?: Actor): Promise<readonly Change[] | null>;
  /** Those that have not ended. */
  unfinished(): Promise<readonly string[]>;
  /** Tells on the timeline that somebody had a host key read. */
  recordLook(place: SshPlace, found: string | null, by: Actor, at: string): Promise<readonly Change[]>;
}

/** Ssh ← api. */
export interface SshInstalls {
  /** Reads the host key of a server, and ends the connection. Throws Problem ssh_*. */
  readHostKey(place: SshPlace, by: Actor): Promise<HostKey>;
  /** Begins an attempt and gives its id. Throws Problem ssh_*. */
  start(request: SshInstallRequest, by: Actor): Promise<string>;
  find(id: string): Promise<(SshInstallRow & { readonly actorName: string | null }) | null>;
  /** Gives an attempt up; false when it has ended, or there is none. */
  cancel(id: string, by: Actor): Promise<boolean>;
}
