import type { Thresholds, ThresholdsBody } from '../../../api/types.ts';

export const KEYS = [
  'diskPercent',
  'diskFullPercent',
  'memoryPercent',
  'loadPerCore',
  'temperatureCelsius',
  'forMinutes',
] as const;
export type Key = (typeof KEYS)[number];

/** What each of them may be. */
export const RANGES: Record<
  Key,
  { readonly min: number; readonly max: number; readonly step: number | 'any' }
> = {
  diskPercent: { min: 1, max: 100, step: 'any' },
  diskFullPercent: { min: 1, max: 100, step: 'any' },
  memoryPercent: { min: 1, max: 100, step: 'any' },
  loadPerCore: { min: 0.1, max: 1000, step: 'any' },
  temperatureCelsius: { min: 1, max: 150, step: 'any' },
  forMinutes: { min: 0, max: 1440, step: 1 },
};

/** What stands in the fields of one line, as text; empty is not set. */
export type Texts = Readonly<Record<Key, string>>;

/** What is being typed. */
export interface Draft {
  readonly all: Texts;
  readonly tags: readonly { readonly tag: string; readonly texts: Texts }[];
}

const each = <T>(of: (key: Key) => T) =>
  Object.fromEntries(KEYS.map((key) => [key, of(key)])) as Record<Key, T>;

export const EMPTY: Texts = each(() => '');

const textsOf = (set: Thresholds['all']): Texts => each((key) => textOf(set[key]));
const textOf = (value: number | null) => (value === null ? '' : String(value));

/** What is set, as text to change. */
export const draftOf = ({ all, tags }: Thresholds): Draft => ({
  all: textsOf(all),
  tags: tags.map((set) => ({ tag: set.tag, texts: textsOf(set) })),
});

const valuesOf = (texts: Texts): Thresholds['all'] => each((key) => numberOf(texts[key]));
const numberOf = (text: string) => (text.trim() === '' ? null : Number(text));

/** What is asked for. */
export const bodyOf = ({ all, tags }: Draft): Omit<ThresholdsBody, 'basedOn'> => ({
  all: valuesOf(all),
  tags: tags.map(({ tag, texts }) => ({ tag, ...valuesOf(texts) })),
});
