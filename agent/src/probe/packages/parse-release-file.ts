/** What the head of an (In)Release file says. Times are milliseconds since 1970. */
export interface ReleaseHead {
  readonly date: number | null;
  readonly validUntil: number | null;
  /** `NotAutomatic: yes`: not chosen unless asked for, like backports. */
  readonly notAutomatic: boolean;
}

/** Reads the fields before the first hash list of an InRelease or Release file. */
export function parseReleaseHead(text: string): ReleaseHead {
  const field = (name: string) => new RegExp(`^${name}:\\s*(.+)$`, 'im').exec(text)?.[1]?.trim() ?? '';
  const time = (name: string) => {
    const parsed = Date.parse(field(name));
    return Number.isNaN(parsed) ? null : parsed;
  };
  return {
    date: time('Date'),
    validUntil: time('Valid-Until'),
    notAutomatic: /^yes$/i.test(field('NotAutomatic')),
  };
}
