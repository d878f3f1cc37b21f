import { readFileSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import manifest from '../package.json' with { type: 'json' };

/** What the package has written beside the program: its own version, which says more than ours. */
function packageVersion(): string | null {
  try {
    const folder = dirname(realpathSync(process.argv[1] ?? ''));
    return readFileSync(join(folder, 'suivi-agent.version'), 'utf8').trim() || null;
  } catch {
    return null;
  }
}

/** This release of the agent: the version of its package, or that of the source where it runs from there. */
export const AGENT_VERSION: string = packageVersion() ?? manifest.version;
