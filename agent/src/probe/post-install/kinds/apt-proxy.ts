import { fileOperations, found, header, type Kind, NOT_KEPT, wantedValue } from '../kind.ts';
import { parseAptValues } from '../parse-apt.ts';

const PATH = '/etc/apt/apt.conf.d/95suivi-proxy';
const NAMES = ['Acquire::http::Proxy', 'Acquire::https::Proxy'];

/** The proxy that apt fetches through. */
export const aptProxy: Kind = {
  watched: ['/etc/apt/apt.conf', '/etc/apt/apt.conf.d'],
  async look(host, settings) {
    const wanted = wantedValue(settings);
    const [setting] = settings;
    const hasFile = await host.exists(PATH);
    const used = usedProxy(await host.aptConfig());
    // Where nothing sets a proxy, no file of ours is needed to say so.
    const isDirectAnyway = wanted === 'direct' && used === 'direct' && !hasFile;
    const content = wanted === undefined || isDirectAnyway ? null : renderAptProxy(wanted);
    const operations = await fileOperations(host, PATH, content);
    if (!setting) return { settings: [], operations };
    const isOverruled = operations.length === 0 && used !== wanted;
    const problem = isOverruled
      ? 'Another file of apt has the last word. Remove the proxy from it.'
      : operations.length > 0 && used === wanted
        ? NOT_KEPT
        : undefined;
    return { settings: [found(setting, used, problem)], operations };
  },
};

/** The file that sets a proxy, or none, for both protocols. */
export const renderAptProxy = (value: string): string =>
  `${header('//')}${NAMES.map((name) => `${name} "${value === 'direct' ? 'DIRECT' : value}";\n`).join('')}`;

/** The proxy that apt uses by its configuration; both, where they are not the same. Pure. */
export function usedProxy(dump: string): string {
  const values = parseAptValues(dump);
  const [http, https] = NAMES.map((name) => plain(values.get(name.toLowerCase())));
  return http === https ? http! : `http: ${http}, https: ${https}`;
}

const plain = (value: string | undefined): string =>
  !value || /^(direct|false)$/i.test(value) ? 'direct' : value.replace(/\/$/, '');
