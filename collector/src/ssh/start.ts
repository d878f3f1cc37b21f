import type { Logger } from 'pino';
import type { Feed } from '../domain/feed.ts';
import type { SshInstallStore } from '../domain/ssh.ts';
import { SshDesk } from './desk.ts';

/** Milliseconds that a connection over SSH, and a whole attempt to install, may take. */
export interface SshTimes {
  readonly connectMs?: number;
  readonly attemptMs?: number;
}

interface Parts {
  readonly store: SshInstallStore;
  readonly feed: Pick<Feed, 'publish' | 'publishLive'>;
  /** Seals the credentials that lie in the database meanwhile. */
  readonly seal: { seal(text: string): string; open(sealed: string): string };
  readonly logger: Pick<Logger, 'error'>;
  /** Other bounds than the usual ones. */
  readonly times: SshTimes | undefined;
}

/** Installing over SSH, after what a collector before this one has left unfinished was ended. */
export async function startSshDesk({ store, feed, seal, logger, times }: Parts): Promise<SshDesk> {
  const desk = new SshDesk({
    ...{ store, feed, seal },
    onError: (err, attemptId) => logger.error({ err, attemptId }, 'an installation over SSH broke off'),
    connectMs: times?.connectMs,
    attemptMs: times?.attemptMs,
  });
  await desk.settle();
  return desk;
}
