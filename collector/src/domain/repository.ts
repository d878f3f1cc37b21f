/** Signs what an apt repository says of itself. */
export interface ReleaseSigner {
  /** The public key, armoured as a Signed-By file or field takes it. */
  readonly publicKey: string;
  /** Signs the text of a Release file: the contents of InRelease and of Release.gpg. */
  sign(release: string, at: Date): Promise<{ readonly inRelease: string; readonly detached: string }>;
}

/** A file of the repository: bytes in memory, or a file on disk that had this size when it was hashed. */
export interface RepositoryFile {
  readonly type: string;
  readonly content: Buffer | { readonly path: string; readonly size: number };
  /** When it last changed. */
  readonly modified: Date;
  /** Whether its path always means the same bytes. */
  readonly isImmutable: boolean;
}

/** Repository <- api: the apt repository that agents are installed and upgraded from. */
export interface AgentRepository {
  /** The public key that its Release file is signed with, armoured. */
  readonly publicKey: string;
  /** The newest version of the agent that it offers; null when it offers none. */
  readonly newestVersion: string | null;
  /** What lies at a path, for example `dists/stable/InRelease`; null when nothing does. */
  file(path: string): RepositoryFile | null;
}

/** The certificate authority that a collector has made for itself. */
export interface OwnCa {
  readonly pem: string;
  /** What curl --pinnedpubkey takes: `sha256//` and the base64 of the key's hash. */
  readonly pin: string;
  /** SHA-256 of the certificate, as people compare it: pairs of digits with colons. */
  readonly fingerprint: string;
}
