export type Fields = Readonly<Record<string, string | number | undefined>>;

/**
 * One paragraph of a control file (Debian policy 5.1), ending in a newline. Fields without a value are left
 * out; further lines of a value are indented by one space and empty ones become " .".
 */
export function formatStanza(fields: Fields): string {
  return Object.entries(fields)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${`${name}: ${foldLines(String(value))}`.replace(': \n', ':\n')}\n`)
    .join('');
}

const foldLines = (value: string) => value.replaceAll(/\n(.?)/g, (_, next) => (next ? `\n ${next}` : '\n .'));
