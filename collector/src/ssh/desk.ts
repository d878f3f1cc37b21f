import pLimit from 'p-limit';
import { v7 as uuid } from 'uuid';
import type { Feed } from '../domain/feed.ts';
import { Problem } from '../domain/problem.ts';
import type { Actor, Change } from '../domain/rows.ts';
import type {
  HostKey,
  SealedCredentials,
  SshCredentials,
  SshInstallOutcome,
  SshInstallRequest,
  SshInstallStore,
  SshInstalls,
  SshPlace,
} from '../domain/ssh.ts';
import { sshProblem } from '../domain/ssh-problems.ts';
import { createToken } from '../identity/token.ts';
import { attemptInstall, outcomeOf } from './attempt.ts';
import { Output } from './output.ts';
import { checkPrivateKey } from './private-key.ts';
import { readHostKey } from './read-host-key.ts';

/** Attempts that go on at the same time, and that may wait or go on. */
const AT_ONCE = 4;
const MOST_OPEN = 50;
/** What an installation says is told so often. */
const TELL_MS = 500;
const LOOKS_AT_ONCE = 4;
/** Of one attempt, from when it begins. nodejs and what it needs may come from a slow mirror. */
const ATTEMPT_MS = 15 * 60_000;
/** All that are open must have had their turn. */
const TOKEN_MS = 6 * 3_600_000;

export interface SshDeskParts {
  readonly store: SshInstallStore;
  readonly feed: Pick<Feed, 'publish' | 'publishLive'>;
  readonly seal: { seal(text: string): string; open(sealed: string): string };
  readonly onError: (error: unknown, attemptId: string) => void;
  readonly attemptMs?: number | undefined;
  readonly connectMs?: number | undefined;
  readonly now?: () => Date;
}

interface Attempt {
  readonly output: Output;
  readonly controller: AbortController;
  by?: Actor;
  isTelling?: boolean;
}

const STOPPED = () => sshProblem('collector_stopped', 'The collector was stopped while the attempt went on.');
/** The reason of an abort that somebody asked for. */
const CANCELLED = new Problem('cancelled', 'It was cancelled.', '');

/** Attempts to install over SSH: what each is given, in what order they go, and how they end. */
export class SshDesk implements SshInstalls {
  readonly #parts: SshDeskParts;
  readonly #now: () => Date;
  readonly #attempts = new Map<string, Attempt>();
  readonly #turns = pLimit(AT_ONCE);
  readonly #looks = pLimit(LOOKS_AT_ONCE);

  constructor(parts: SshDeskParts) {
    this.#parts = parts;
    this.#now = parts.now ?? (() => new Date());
  }

  /** Ends what a collector before this one has left unfinished, credentials and all. */
  async settle(): Promise<void> {
    for (const id of await this.#parts.store.unfinished())
      await this.#finish(id, { ...outcomeOf(STOPPED()), output: null });
  }

  async readHostKey(place: SshPlace, by: Actor): Promise<HostKey> {
    const { store, feed, connectMs } = this.#parts;
    const told = async (found: string | null) =>
      feed.publish(await store.recordLook(place, found, by, this.#at()));
    try {
      const key = await this.#looks(() => readHostKey(place, connectMs));
      await told(key.fingerprint);
      return key;
    } catch (error) {
      await told(null);
      throw error;
    }
  }

  async start(request: SshInstallRequest, by: Actor): Promise<string> {
    if (this.#attempts.size >= MOST_OPEN)
      throw sshProblem('ssh_too_many', `${MOST_OPEN} attempts are open already.`);
    const { privateKey, passphrase, script, ...asked } = request;
    if (privateKey !== null) checkPrivateKey(privateKey, passphrase);
    const id = uuid();
    const at = this.#at();
    const { token, ...known } = createToken('suivi_enrol');
    const changes = await this.#parts.store.open(
      {
        ...{ id, at, hostname: asked.hostname, port: asked.port, username: asked.username },
        ...{ hostKey: asked.hostKey, name: asked.name, tags: asked.tags },
        keepCredentials: asked.keepCredentials,
        sealed: this.#sealed(request),
        token: { ...known, expiresAt: new Date(Date.parse(at) + TOKEN_MS).toISOString() },
      },
      by,
    );
    if (!changes)
      throw sshProblem('ssh_install_running', `An attempt for ${asked.hostname} goes on already.`);
    const secrets = [token, asked.password, asked.sudoPassword, privateKey, passphrase];
    this.#attempts.set(id, { output: new Output(secrets), controller: new AbortController() });
    this.#parts.feed.publish(changes);
    void this.#turns(() => this.#run(id, asked, `SUIVI_TOKEN=${token}\n${script}`));
    return id;
  }

  async find(id: string) {
    const row = await this.#parts.store.find(id);
    const live = this.#attempts.get(id);
    return row && row.finishedAt === null && live ? { ...row, output: live.output.text } : row;
  }

  async cancel(id: string, by: Actor): Promise<boolean> {
    const attempt = this.#attempts.get(id);
    if (!attempt || attempt.controller.signal.aborted) return false;
    attempt.by = by;
    attempt.controller.abort(CANCELLED);
    // One that waits for its turn ends now; one that goes on ends by itself, and only one of both has an effect.
    return this.#finish(id, {
      ...{ state: 'cancelled', code: null, message: null, next: null },
      output: attempt.output.text,
    });
  }

  /** Ends all that go on. */
  async stop(): Promise<void> {
    for (const [id, { controller, output }] of this.#attempts) {
      controller.abort(STOPPED());
      await this.#finish(id, { ...outcomeOf(STOPPED()), output: output.text });
    }
  }

  async #run(
    id: string,
    { hostname, port, username, hostKey }: Omit<SshInstallRequest, 'script' | 'privateKey' | 'passphrase'>,
    script: string,
  ): Promise<void> {
    const attempt = this.#attempts.get(id);
    if (!attempt) return;
    const { output, controller } = attempt;
    const { signal } = controller;
    const { store, feed, attemptMs = ATTEMPT_MS, connectMs } = this.#parts;
    const timer = setTimeout(() => {
      const minutes = Math.ceil(attemptMs / 60_000);
      controller.abort(sshProblem('ssh_timeout', `It was not done within ${minutes} minutes.`));
    }, attemptMs);
    let outcome: Omit<SshInstallOutcome, 'output'>;
    try {
      await attemptInstall({
        ...{ hostname, port, username, hostKey, script, output, signal, connectMs },
        said: () => this.#tellSoon(id, attempt),
        credentials: () => this.#credentials(id),
        step: async (state) => feed.publish(await store.step(id, state, this.#at())),
      });
      outcome = { state: 'enrolled', code: null, message: null, next: null };
    } catch (error) {
      if (!(error instanceof Problem)) this.#parts.onError(error, id);
      outcome = outcomeOf(error);
    } finally {
      clearTimeout(timer);
    }
    await this.#finish(id, { ...outcome, output: output.text });
  }

  async #finish(id: string, outcome: SshInstallOutcome): Promise<boolean> {
    const by = this.#attempts.get(id)?.by;
    let changes: readonly Change[] | null = null;
    try {
      changes = await this.#parts.store.finish(id, outcome, this.#at(), by);
    } catch (error) {
      // The next start of the collector ends it.
      this.#parts.onError(error, id);
    }
    this.#attempts.delete(id);
    if (changes) this.#parts.feed.publish(changes);
    return changes !== null;
  }

  /** Lets who watches know that there is more to read. */
  #tellSoon(id: string, attempt: Attempt): void {
    if (attempt.isTelling) return;
    attempt.isTelling = true;
    setTimeout(() => {
      attempt.isTelling = false;
      this.#parts.feed.publishLive({ type: 'ssh_install', machineId: null, id });
    }, TELL_MS).unref();
  }

  #sealed(given: SshCredentials): SealedCredentials {
    const seal = (text: string | null) => (text === null ? null : this.#parts.seal.seal(text));
    return {
      encPassword: seal(given.password),
      encSudoPassword: seal(given.sudoPassword),
      encPrivateKey: seal(given.privateKey),
      encKeyPassphrase: seal(given.passphrase),
    };
  }

  async #credentials(id: string): Promise<SshCredentials> {
    const sealed = await this.#parts.store.credentials(id);
    if (!sealed)
      throw sshProblem('collector_failed', 'The credentials are gone: the machine was deleted meanwhile.');
    const open = (text: string | null) => (text === null ? null : this.#parts.seal.open(text));
    return {
      password: open(sealed.encPassword),
      sudoPassword: open(sealed.encSudoPassword),
      privateKey: open(sealed.encPrivateKey),
      passphrase: open(sealed.encKeyPassphrase),
    };
  }

  #at(): string {
    return this.#now().toISOString();
  }
}
