import type { Lines } from './lines.ts';

/** One file that apt would fetch. */
export interface Fetch {
  readonly uri: string;
  /** The name that it gets in the archive cache. */
  readonly file: string;
  readonly bytes: number;
}

/** Reads `apt-get --print-uris`: lines of `'uri' file size hash`, among others. */
export async function parseUris(lines: Lines): Promise<Fetch[]> {
  const fetches: Fetch[] = [];
  for await (const line of lines) {
    const [, uri, file, bytes] = /^'([^']+)' (\S+) (\d+)(?: |$)/.exec(line) ?? [];
    if (uri && file) fetches.push({ uri, file, bytes: Number(bytes) });
  }
  return fetches;
}
