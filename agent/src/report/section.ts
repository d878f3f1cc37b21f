import { contentHash, type DurableMessage, type SnapshotKind } from '@suivi/shared';
import { monotonicMs } from '../domain/clock.ts';
import type { Logger } from '../domain/logger.ts';
import type { DurableDraft, Outbox } from '../domain/ports.ts';
import type { Acknowledged } from './acknowledged.ts';
import { FailurePause, type FailurePauseRules } from './failure-pause.ts';

export type SnapshotPayload<K extends SnapshotKind> = Extract<
  DurableMessage,
  { type: 'snapshot'; kind: K }
>['payload'];

export interface SectionOptions<K extends SnapshotKind> {
  readonly kind: K;
  /** A cheap text that changes whenever the snapshot may. */
  readonly fingerprint: () => Promise<string>;
  readonly read: () => Promise<SnapshotPayload<K>>;
  readonly outbox: Outbox;
  readonly acknowledged: Acknowledged;
  readonly logger: Logger;
  readonly onRead?: (payload: SnapshotPayload<K>) => void;
  /** Whether what was read says that the reading failed. */
  readonly isFailure?: (payload: SnapshotPayload<K>) => boolean;
  /** Other pauses after failures than the usual ones. */
  readonly pause?: FailurePauseRules;
}

/** One kind of snapshot: looks whether it may have changed, reads it only then, and reports it whole only when it has. */
export class Section<K extends SnapshotKind> {
  readonly #options: SectionOptions<K>;
  #reported: { readonly hash: string; readonly fingerprint: string } | null;
  #running: Promise<void> | null = null;
  #wanted: { readonly force: boolean } | null = null;
  readonly #pause: FailurePause;
  #later: NodeJS.Timeout | undefined;

  constructor(options: SectionOptions<K>) {
    this.#options = options;
    this.#pause = new FailurePause(options.pause);
    this.#reported = options.acknowledged.get(options.kind);
  }

  /**
   * Reports the section if its inputs have changed, or in any case with `force`. Calls during a run lead to one more run.
   * A failure is logged and tried again at the next call, which waits for the pause after failures unless it has `force`.
   * Resolves when everything asked so far is done or put off.
   */
  check({ force = false }: { force?: boolean } = {}): Promise<void> {
    this.#wanted = { force: force || (this.#wanted?.force ?? false) };
    this.#running ??= this.#run().finally(() => {
      this.#running = null;
    });
    return this.#running;
  }

  /** Nothing that was put off is done any more. */
  close(): void {
    clearTimeout(this.#later);
  }

  /** The collector lacks this section: reads and reports it again, unless that is going on. */
  resend(): Promise<void> {
    return this.#running ?? this.check({ force: true });
  }

  /**
   * The collector has stored the snapshot with this hash, or the confirmation of one. A confirmation proves nothing by itself: the
   * collector stores it also when it lacks the snapshot, and asks for that.
   */
  async stored({ hash, isWhole }: { hash: string; isWhole: boolean }, seq: number): Promise<void> {
    if (!isWhole && this.#options.acknowledged.get(this.#options.kind)?.hash !== hash) return;
    const fingerprint = this.#reported?.hash === hash ? this.#reported.fingerprint : '';
    await this.#options.acknowledged.set(this.#options.kind, { hash, fingerprint, seq });
  }

  async #run(): Promise<void> {
    const { kind, logger } = this.#options;
    while (this.#wanted) {
      const { force } = this.#wanted;
      const pauseMs = force ? 0 : this.#pause.remainingMs;
      clearTimeout(this.#later);
      if (pauseMs > 0) {
        this.#later = setTimeout(() => void this.check(), pauseMs);
        return;
      }
      this.#wanted = null;
      try {
        await this.#report(force);
      } catch (error) {
        this.#reported = null;
        this.#pause.failed();
        logger.error('A snapshot could not be made.', { kind, error: (error as Error).message });
      }
    }
  }

  async #report(force: boolean): Promise<void> {
    const { kind, read, outbox, acknowledged, logger, onRead, isFailure } = this.#options;
    const fingerprint = await this.#options.fingerprint();
    if (!force && fingerprint === this.#reported?.fingerprint) {
      if (this.#pause.isFailing) this.#pause.failed();
      return;
    }
    const started = monotonicMs();
    const payload = await read();
    onRead?.(payload);
    const hash = contentHash({ ...payload, checkedAt: undefined });
    const unchanged = acknowledged.get(kind)?.hash === hash;
    const { checkedAt } = payload;
    this.#reported = { hash, fingerprint };
    await outbox.put(
      unchanged
        ? { type: 'snapshot_confirmed', kind, hash, checkedAt }
        : ({ type: 'snapshot', kind, hash, payload } as DurableDraft),
    );
    if (isFailure?.(payload)) this.#pause.failed();
    else this.#pause.succeeded();
    const tookMs = Math.round(monotonicMs() - started);
    logger.info('A snapshot was made.', { kind, unchanged, tookMs });
  }
}
