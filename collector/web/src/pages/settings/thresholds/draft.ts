import type { Thresholds, ThresholdsBody } from '../../../api/types.ts';

export const KEYS = ['diskPercent', 'diskFullPercent', 'memoryPercent', 'loadPerCore'] as const;
export type Key = (typeof KEYS)[number];

/** What stands in the fields of one line, as text; empty is not set. */
export type Texts = Readonly<Record<Key, string>>;

/** What is being typed. */
export interface Draft {
  readonly all: Texts;
  readonly tags: readonly { readonly tag: string; readonly texts: Texts }[];
}

export const EMPTY: Texts = { diskPercent: '', diskFullPercent: '', memoryPercent: '', loadPerCore: '' };

const textsOf = (set: Thresholds['all']): Texts => ({
  diskPercent: textOf(set.diskPercent),
  diskFullPercent: textOf(set.diskFullPercent),
  memoryPercent: textOf(set.memoryPercent),
  loadPerCore: textOf(set.loadPerCore),
});
const textOf = (value: number | null) => (value === null ? '' : String(value));

/** What is set, as text to change. */
export const draftOf = ({ all, tags }: Thresholds): Draft => ({
  all: textsOf(all),
  tags: tags.map((set) => ({ tag: set.tag, texts: textsOf(set) })),
});

const valuesOf = (texts: Texts): Thresholds['all'] => ({
  diskPercent: numberOf(texts.diskPercent),
  diskFullPercent: numberOf(texts.diskFullPercent),
  memoryPercent: numberOf(texts.memoryPercent),
  loadPerCore: numberOf(texts.loadPerCore),
});
const numberOf = (text: string) => (text.trim() === '' ? null : Number(text));

/** What is asked for. */
export const bodyOf = ({ all, tags }: Draft): ThresholdsBody => ({
  all: valuesOf(all),
  tags: tags.map(({ tag, texts }) => ({ tag, ...valuesOf(texts) })),
});
