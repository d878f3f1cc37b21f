import { mkdtempSync, rmSync } from 'node:fs';
import { chmod, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface TemporaryDirectory extends AsyncDisposable {
  readonly path: string;
}

const living = new Set<string>();
process.on('exit', () => {
  for (const path of living) rmSync(path, { recursive: true, force: true });
});

/**
 * A new empty directory under the system's temporary directory. It goes when disposed of, or at the latest
 * when the process exits.
 * @param name appears in the path, so that a leftover can be traced
 * @param mode permission bits; 0o700 unless other users are meant to look inside
 */
export async function temporaryDirectory(name = 'tmp', mode = 0o700): Promise<TemporaryDirectory> {
  const path = mkdtempSync(join(tmpdir(), `suivi-${name}-`));
  living.add(path);
  await chmod(path, mode);
  return {
    path,
    async [Symbol.asyncDispose]() {
      await rm(path, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
      living.delete(path);
    },
  };
}
