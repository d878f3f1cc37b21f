import { run } from '../root/process.ts';

/** The address of Debian's archive that this machine's own apt uses; null when it uses none. */
export async function debianMirror(): Promise<string | null> {
  const format = '$(CREATED_BY)\t$(ORIGIN)\t$(LABEL)\t$(REPO_URI)';
  const { stdout } = await run('apt-get', ['indextargets', '--format', format]);
  for (const line of stdout.split('\n')) {
    const [kind, origin, label, uri] = line.split('\t');
    if (kind === 'Packages' && origin === 'Debian' && label === 'Debian' && uri) return uri;
  }
  return null;
}
