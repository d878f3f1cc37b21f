import { Scope, sha256Hex, valuesOf } from '@suivi/shared';
import { temporaryDirectory } from '@suivi/testkit';
import { pino } from 'pino';
import { readConfig } from '../../src/config.ts';
import { MasterKey } from '../../src/identity/master-key.ts';
import { openSigner } from '../../src/identity/signer.ts';
import type { RawLogFiles } from '../../src/logs/files.ts';
import { buildPipeline, type PipelineParts } from '../../src/pipeline.ts';
import { openConfiguredStore } from '../../src/serve.ts';
import type { Store } from '../../src/store/index.ts';
import { clientRow, emptyRepository } from '../api/support/app.ts';

export const TOKEN = 'token-with-every-scope';
const KEY = 'ab'.repeat(32);

export interface Answer {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: tests read what they expect
  readonly body: any;
}

/** The whole collector in this process, on a real store and a real port. */
export interface TestCollector extends AsyncDisposable {
  /** Where agents connect. */
  readonly socketUrl: string;
  readonly dataDir: string;
  readonly store: Store;
  readonly logs: RawLogFiles;
  readonly collectorId: string;
  readonly publicKey: string;
  /** What it has logged, as JSON lines. */
  readonly lines: readonly string[];
  call(method: string, path: string, body?: object, headers?: Record<string, string>): Promise<Answer>;
  stop(): Promise<void>;
}

export type CollectorOptions = Partial<Pick<PipelineParts, 'times' | 'backlogLimits' | 'trustProxy'>> & {
  readonly dataDir?: string;
  /** Stands between the collector and its store. */
  readonly store?: (store: Store) => Store;
  readonly logs?: (logs: RawLogFiles) => RawLogFiles;
};

/** Starts a collector on SQLite, in a directory of its own unless one is given. */
export async function startCollector({ dataDir, ...options }: CollectorOptions = {}): Promise<TestCollector> {
  const directory = dataDir === undefined ? await temporaryDirectory('collector') : null;
  const path = dataDir ?? directory!.path;
  const lines: string[] = [];
  const logger = pino({ level: 'info' }, { write: (line: string) => void lines.push(line) });
  const config = readConfig({ SU_DATA_DIR: path });
  const opened = await openConfiguredStore(config);
  const store = options.store?.(opened.store) ?? opened.store;
  const logs = options.logs?.(opened.logs) ?? opened.logs;
  const known = await store.clients.findClientByHash(sha256Hex(TOKEN));
  if (!known)
    await store.clients.createClient(clientRow(TOKEN, valuesOf(Scope), { tokenHash: sha256Hex(TOKEN) }));
  const masterKey = new MasterKey(KEY, 'the test');
  const signer = await openSigner(masterKey, store.sealedSigningKey);
  const { times, backlogLimits, trustProxy = [] } = options;
  const pipeline = await buildPipeline({
    store,
    signer,
    masterKey,
    logs,
    logger,
    reportsDir: config.reportsDir,
    trustProxy,
    repository: emptyRepository,
    ...(times && { times }),
    ...(backlogLimits && { backlogLimits }),
  });
  const url = await pipeline.app.listen({ host: '127.0.0.1', port: 0 });

  let stopped: Promise<void> | undefined;
  const stop = () => {
    stopped ??= pipeline.stop().then(() => store.close());
    return stopped;
  };
  return {
    socketUrl: `${url.replace('http', 'ws')}/api/agent`,
    dataDir: path,
    store,
    logs,
    collectorId: store.collectorId,
    publicKey: signer.publicKey,
    lines,
    async call(method, where, body, headers = {}) {
      const response = await fetch(url + where, {
        method,
        headers: {
          authorization: `Bearer ${TOKEN}`,
          ...(body && { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body && { body: JSON.stringify(body) }),
      });
      const text = await response.text();
      const isJson = response.headers.get('content-type')?.includes('json');
      return { status: response.status, body: isJson ? JSON.parse(text) : text };
    },
    stop,
    async [Symbol.asyncDispose]() {
      await stop();
      await directory?.[Symbol.asyncDispose]();
    },
  };
}
