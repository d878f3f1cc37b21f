/** Reads `lspci -Dmm`: the vendor and the device of each address. A field is quoted where it has spaces; a quote in it is escaped. */
export function parseLspci(text: string): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  for (const line of text.split('\n')) {
    const fields = [...line.matchAll(/"((?:[^"\\]|\\.)*)"|(\S+)/g)].map(
      ([, quoted, bare]) => quoted?.replaceAll(/\\(.)/g, '$1') ?? bare ?? '',
    );
    const [address, , vendor, device] = fields;
    if (address && vendor && device) names.set(address, `${vendor} ${device}`.slice(0, 256));
  }
  return names;
}
