import { compareVersions } from '@suivi/shared';
import type { AgentRepository, ReleaseSigner, RepositoryFile } from '../domain/repository.ts';
import { type Publication, publish } from './publish.ts';
import { listDebs, type OfferedPackage, readPackages } from './read-packages.ts';

/** Well before two weeks are over, so that a collector that cannot sign for a while does no harm. */
const SIGN_AGAIN_MS = 24 * 3_600_000;
const LOOK_MS = 10_000;

export interface RepositoryOptions {
  /** Where the agent's packages lie. Those of the first folder come first. */
  readonly folders: readonly string[];
  readonly signer: ReleaseSigner;
  readonly logger: {
    info(facts: object, text: string): void;
    warn(facts: object, text: string): void;
    error(facts: object, text: string): void;
  };
  /** Milliseconds between two looks at the folders. */
  readonly lookMs?: number;
  readonly now?: () => Date;
}

/** The repository of the agents' packages in some folders, which it looks at again and again. */
export class Repository implements AgentRepository {
  readonly #options: RepositoryOptions;
  #current: Publication = new Map();
  /** A machine that read the Release before this one still finds what that one names. */
  #previous: Publication = new Map();
  #newest: string | null = null;
  #modifiedAt = 0;
  #signedAt = 0;
  #published: string | null = null;
  #seen: string | null = null;
  #timer: NodeJS.Timeout | undefined;
  #looking: Promise<void> = Promise.resolve();

  private constructor(options: RepositoryOptions) {
    this.#options = options;
  }

  /** Publishes what is there, and goes on looking until `stop`. */
  static async open(options: RepositoryOptions): Promise<Repository> {
    const repository = new Repository(options);
    await repository.#renew(await listDebs(options.folders));
    if (repository.newestVersion === null)
      options.logger.info({ folders: options.folders }, 'there is no package of the agent to offer');
    repository.#schedule();
    return repository;
  }

  get publicKey(): string {
    return this.#options.signer.publicKey;
  }

  get newestVersion(): string | null {
    return this.#newest;
  }

  file(path: string): RepositoryFile | null {
    const current = this.#current.get(path);
    if (current) return current;
    const previous = this.#previous.get(path);
    return previous?.isImmutable ? previous : null;
  }

  /**
   * Publishes again what has changed, or what was signed a day ago. A folder that is being written to is left alone until two
   * looks find the same.
   */
  async look(): Promise<void> {
    const files = await listDebs(this.#options.folders);
    const found = JSON.stringify(files);
    const isSettled = found === this.#seen;
    this.#seen = found;
    const isOld = this.#now().getTime() - this.#signedAt >= SIGN_AGAIN_MS;
    if (isSettled && (isOld || found !== this.#published)) await this.#renew(files);
  }

  async stop(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    await this.#looking;
  }

  async #renew(files: Awaited<ReturnType<typeof listDebs>>): Promise<void> {
    const { signer, logger } = this.#options;
    const { packages, leftOut } = await readPackages(files);
    const at = this.#now();
    // apt asks by the second: what is made in the second of the one before would look like that to it.
    const modified = new Date(Math.max(at.getTime(), this.#modifiedAt + 1000));
    const publication = await publish(packages, signer, at, modified);
    this.#modifiedAt = modified.getTime();
    const found = JSON.stringify(files);
    if (found !== this.#published) {
      this.#previous = this.#current;
      for (const facts of leftOut) logger.warn(facts, 'a file is not offered to agents');
      this.#newest = newestOf(packages);
      if (packages.length > 0)
        logger.info({ versions: packages.map(({ version }) => version) }, 'agents are offered');
    }
    this.#current = publication;
    this.#published = found;
    this.#seen = found;
    this.#signedAt = at.getTime();
  }

  #schedule(): void {
    const { lookMs = LOOK_MS, logger } = this.#options;
    this.#timer = setTimeout(() => {
      this.#looking = this.look()
        .catch((err: unknown) => logger.error({ err }, "the agents' repository could not be renewed"))
        .finally(() => {
          if (this.#timer) this.#schedule();
        });
    }, lookMs).unref();
  }

  #now(): Date {
    return this.#options.now?.() ?? new Date();
  }
}

const newestOf = (packages: readonly OfferedPackage[]): string | null =>
  packages
    .map(({ version }) => version)
    .sort(compareVersions)
    .at(-1) ?? null;
