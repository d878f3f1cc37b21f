import { eventually, type SshServer, temporaryDirectory } from '@suivi/testkit';
import { readConfig } from '../../src/config.ts';
import type { Actor } from '../../src/domain/rows.ts';
import type { SshInstallRequest, SshInstallRow } from '../../src/domain/ssh.ts';
import { MasterKey } from '../../src/identity/master-key.ts';
import { openFeed } from '../../src/publish/feed.ts';
import { openConfiguredStore } from '../../src/serve.ts';
import { SshDesk, type SshDeskParts } from '../../src/ssh/desk.ts';
import type { Store } from '../../src/store/index.ts';

export const ADMIN: Actor = { actorType: 'user', actorId: 'the-administrator' };

/** The desk on a real store, as the collector has it. */
export interface TestDesk extends AsyncDisposable {
  readonly desk: SshDesk;
  readonly store: Store;
  readonly dataDir: string;
  /** Waits for the end of an attempt. */
  end(id: string): Promise<SshInstallRow>;
  /** Starts an attempt and waits for its end. */
  attempt(request: SshInstallRequest): Promise<SshInstallRow>;
}

export async function openDesk(parts: Partial<SshDeskParts> & { dataDir?: string } = {}): Promise<TestDesk> {
  const directory = await temporaryDirectory('desk');
  const dataDir = parts.dataDir ?? directory.path;
  const { store } = await openConfiguredStore(readConfig({ SU_DATA_DIR: dataDir }));
  const feed = await openFeed(store.queries);
  const desk = new SshDesk({
    store: store.sshInstalls,
    feed,
    seal: new MasterKey('ab'.repeat(32), 'the test'),
    onError: (error) => console.error(error),
    ...parts,
  });
  const end = (id: string) =>
    eventually(
      async () => {
        const row = await desk.find(id);
        return row?.finishedAt ? row : undefined;
      },
      { what: 'the end of the attempt', timeoutMs: 30_000 },
    );
  return {
    ...{ desk, store, dataDir, end },
    attempt: async (request) => end(await desk.start(request, ADMIN)),
    async [Symbol.asyncDispose]() {
      await desk.stop();
      await store.close();
      await directory[Symbol.asyncDispose]();
    },
  };
}

/** A request that logs in as `ada` with her password, and runs a harmless script. */
export const requestFor = (
  { port, fingerprint, password }: SshServer,
  change: Partial<SshInstallRequest> = {},
): SshInstallRequest => ({
  hostname: '127.0.0.1',
  port,
  username: 'ada',
  password,
  privateKey: null,
  passphrase: null,
  sudoPassword: null,
  hostKey: fingerprint,
  name: 'the new one',
  tags: ['new'],
  keepCredentials: false,
  script: 'echo "running as $(id -u)"\n',
  ...change,
});
