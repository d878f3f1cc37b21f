/** One stanza of a sources file, or one line of the older format. */
export interface SourceStanza {
  readonly types: readonly string[];
  readonly uris: readonly string[];
  readonly suites: readonly string[];
  readonly components: readonly string[];
  readonly enabled: boolean;
  /** False where the stanza says so; apt then accepts lists that have expired. */
  readonly checkValidUntil: boolean;
}

const NO = /^(no|false|0|off|disable|without)$/i;

/** Reads a `.sources` file (deb822). Comments are left out; what is not understood is left to apt to complain about. */
export function parseDeb822Sources(text: string): SourceStanza[] {
  const bare = text.replace(/^#.*\n?/gm, '');
  return bare.split(/\n\s*\n/).flatMap((block) => {
    const field = (name: string) =>
      new RegExp(`^${name}:((?:.*)(?:\\n[ \\t].*)*)`, 'im').exec(block)?.[1]?.trim() ?? '';
    const words = (name: string) => field(name).split(/\s+/).filter(Boolean);
    if (field('URIs') === '') return [];
    return {
      types: words('Types'),
      uris: words('URIs'),
      suites: words('Suites'),
      components: words('Components'),
      enabled: !NO.test(field('Enabled')),
      checkValidUntil: !NO.test(field('Check-Valid-Until')),
    };
  });
}

const LINE = /^\s*(deb|deb-src)\s+(?:\[([^\]]*)\]\s+)?(\S+)\s+(\S+)\s*([^#]*)/;

/** Reads a `.list` file: `deb [options] uri suite components`. */
export const parseListSources = (text: string): SourceStanza[] =>
  text.split('\n').flatMap((line) => {
    const [, type, options = '', uri, suite, components = ''] = LINE.exec(line) ?? [];
    if (!type || !uri || !suite) return [];
    const check = /check-valid-until=(\S+)/i.exec(options)?.[1] ?? 'yes';
    return {
      types: [type],
      uris: [uri],
      suites: [suite],
      components: components.split(/\s+/).filter(Boolean),
      enabled: true,
      checkValidUntil: !NO.test(check),
    };
  });
