import type { Lines } from './lines.ts';

/** One suite of one enabled source with what apt would fetch for it. `prefix` starts the names of its files among the lists. */
export interface SourceTarget {
  readonly uri: string;
  readonly suite: string;
  readonly components: readonly string[];
  readonly prefix: string;
}

/** The `--format` that `parseTargets` reads. */
export const TARGETS_FORMAT = '$(REPO_URI)\t$(RELEASE)\t$(COMPONENT)\t$(FILENAME)\t$(METAKEY)';

/** Reads `apt-get indextargets` in TARGETS_FORMAT and gathers components by URI and suite. */
export async function parseTargets(lines: Lines): Promise<SourceTarget[]> {
  const suites = new Map<string, SourceTarget & { components: string[] }>();
  for await (const line of lines) {
    const [uri, suite, component, file, metaKey] = line.split('\t');
    if (!uri || !suite || component === undefined || !file || !metaKey) continue;
    const key = `${uri}\0${suite}`;
    const known = suites.get(key) ?? {
      uri,
      suite,
      components: [],
      prefix: listPrefix(file, metaKey),
    };
    if (component !== '' && !known.components.includes(component)) known.components.push(component);
    suites.set(key, known);
  }
  return [...suites.values()];
}

/** `…/host_debian_dists_stable_main_binary-amd64_Packages(.lz4)` without the part that the meta key names. */
function listPrefix(file: string, metaKey: string): string {
  const base = file.slice(file.lastIndexOf('/') + 1);
  const end = base.lastIndexOf(metaKey.replaceAll('/', '_'));
  return end < 0 ? base : base.slice(0, end);
}
