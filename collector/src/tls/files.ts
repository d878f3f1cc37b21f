import { createPrivateKey, X509Certificate } from 'node:crypto';
import { watch } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { Problem } from '../domain/problem.ts';
import type { ServerCertificate, Tls } from '../domain/tls.ts';

/** Programs that renew certificates write one file after the other. */
const SETTLE_MS = 1_000;
/** Where directories cannot be watched, or links far away change. */
const LOOK_MS = 3600 * 1000;

export interface TlsFiles {
  /** Paths of PEM files. */
  readonly cert: string;
  readonly key: string;
}

export interface FileTlsOptions extends TlsFiles {
  /** A changed pair that cannot be used: the one before stays in use. */
  readonly onProblem: (problem: Problem) => void;
  readonly settleMs?: number;
}

/** TLS with a certificate from files, which are read again when they change. Throws Problem `certificate_unusable`. */
export async function openFileTls({
  settleMs = SETTLE_MS,
  onProblem,
  ...files
}: FileTlsOptions): Promise<Tls> {
  const current = await readPair(files);
  return {
    current,
    ownCa: null,
    follow(onChange, signal) {
      let last = current;
      let timer: NodeJS.Timeout | undefined;
      const look = async () => {
        try {
          const next = await readPair(files);
          if (signal.aborted || (next.cert === last.cert && next.key === last.key)) return;
          last = next;
          onChange(next);
        } catch (error) {
          if (!signal.aborted) onProblem(error as Problem);
        }
      };
      const lookSoon = () => {
        clearTimeout(timer);
        timer = setTimeout(look, settleMs).unref();
      };
      const regularly = setInterval(look, LOOK_MS).unref();
      const stops = [files.cert, files.key].map((path) => watchFile(path, lookSoon));
      signal.addEventListener(
        'abort',
        () => {
          clearTimeout(timer);
          clearInterval(regularly);
          for (const stop of stops) stop();
        },
        { once: true },
      );
    },
  };
}

/** The directory is watched, for a renewed file is a new one. */
function watchFile(path: string, onChange: () => void): () => void {
  try {
    const name = basename(path);
    const watcher = watch(dirname(path), { persistent: false }, (_, changed) => {
      // A link, as certbot and Kubernetes make them, may lead to a folder that was exchanged beside it.
      if (changed === null || changed === name || changed.startsWith('..')) onChange();
    });
    watcher.on('error', () => watcher.close());
    return () => watcher.close();
  } catch {
    return () => {};
  }
}

async function readPair({ cert, key }: TlsFiles): Promise<ServerCertificate> {
  const [certPem, keyPem] = [await read('SU_TLS_CERT', cert), await read('SU_TLS_KEY', key)];
  try {
    if (!new X509Certificate(certPem).checkPrivateKey(createPrivateKey(keyPem)))
      throw new Error('the key is not that of the certificate');
  } catch (error) {
    throw unusable(`${cert} and ${key} cannot be used: ${(error as Error).message}.`, error);
  }
  return { cert: certPem, key: keyPem };
}

async function read(variable: string, path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    throw unusable(`${path} (${variable}) cannot be read: ${(error as Error).message}.`, error);
  }
}

const unusable = (message: string, cause: unknown) =>
  new Problem(
    'certificate_unusable',
    message,
    'SU_TLS_CERT is the certificate with those that signed it, SU_TLS_KEY its key without a pass phrase, both PEM and readable for the user of the collector.',
    cause,
  );
