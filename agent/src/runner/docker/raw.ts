/** What is read of the engine's answers (Docker Engine API 1.24 and later); members that nobody needs are left out. */
export interface RawImage {
  readonly Id: string;
  readonly RepoTags?: readonly string[] | null;
  readonly RepoDigests?: readonly string[] | null;
  readonly Size?: number;
  readonly SharedSize?: number;
}

export interface RawContainer {
  readonly Id: string;
  readonly Name: string;
  /** The id of its image. */
  readonly Image: string;
  readonly Created?: string;
  readonly RestartCount?: number;
  readonly State: {
    readonly Status: string;
    readonly Running?: boolean;
    readonly ExitCode?: number;
    readonly Health?: { readonly Status?: string } | null;
  };
  readonly Config: {
    /** As it was configured. */
    readonly Image: string;
    readonly Labels?: Readonly<Record<string, string>> | null;
  };
}

export interface RawVersion {
  readonly Version?: string;
  readonly Components?: readonly { readonly Name?: string }[] | null;
}

export interface RawUsage {
  readonly Images?: readonly RawImage[] | null;
  readonly BuildCache?:
    | readonly { readonly Size?: number; readonly InUse?: boolean; readonly Shared?: boolean }[]
    | null;
}

/** Everything that one reading of an engine brought. */
export interface RawReading {
  readonly version: RawVersion;
  readonly images: readonly RawImage[];
  readonly containers: readonly RawContainer[];
  /** Null: the engine does not tell. */
  readonly usage: RawUsage | null;
}
