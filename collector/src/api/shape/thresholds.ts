import { Nullable } from '@suivi/shared';
import Type, { type Static } from 'typebox';
import type { VersionedThresholds } from '../../domain/metrics/threshold-store.ts';
import { BUILT_IN, type ThresholdSettings, type Thresholds } from '../../domain/metrics/thresholds.ts';
import { Tag } from './tag.ts';

const Percent = (description: string) => Nullable(Type.Number({ minimum: 1, maximum: 100, description }));

const members = {
  diskPercent: Percent('A file system is almost full from this share on.'),
  diskFullPercent: Percent(
    'A file system is full from this share on. One with too little room for an upgrade is so anyway.',
  ),
  memoryPercent: Percent('Share of the memory in use.'),
  loadPerCore: Nullable(
    Type.Number({
      minimum: 0.1,
      maximum: 1000,
      description: 'Load over five minutes, for each processor core.',
    }),
  ),
  temperatureCelsius: Nullable(
    Type.Number({
      minimum: 1,
      maximum: 150,
      description: 'Degrees of the hottest sensor. What a machine does not say is not warned of.',
    }),
  ),
  forMinutes: Nullable(
    Type.Integer({
      minimum: 0,
      maximum: 1440,
      description: 'For so long memory, load and temperature must have been too high without a break.',
    }),
  ),
};
const OwnSet = Type.Object(members, { additionalProperties: false });
const SetOfTag = Type.Object({ tag: Tag, ...members }, { additionalProperties: false });

/** What is set. Null is not set. */
export const ThresholdsBody = Type.Object(
  {
    basedOn: Type.Integer({ minimum: 0, description: 'The version that was edited.' }),
    all: OwnSet,
    tags: Type.Array(SetOfTag, { maxItems: 200 }),
  },
  { additionalProperties: false },
);
export type ThresholdsBody = Static<typeof ThresholdsBody>;

/** What is set, and what counts without it. */
export const ThresholdsShape = Type.Object({
  version: Type.Integer({ description: 'How often they were changed: 0 where nobody has set anything.' }),
  builtIn: Type.Object(members, { description: 'What counts where nothing is set; null: nobody is warned.' }),
  all: Type.Object(members, { description: 'For all machines. Null is not set.' }),
  tags: Type.Array(Type.Object({ tag: Type.String(), ...members })),
});
export type ThresholdsShape = Static<typeof ThresholdsShape>;

const KEYS = Object.keys(members) as (keyof Thresholds)[];
const shown = (set: Thresholds) =>
  Object.fromEntries(KEYS.map((key) => [key, set[key] ?? null])) as Static<typeof OwnSet>;
const kept = (set: Static<typeof OwnSet>): Thresholds =>
  Object.fromEntries(KEYS.flatMap((key) => (set[key] === null ? [] : [[key, set[key]]])));

/** What is stored, as the API shows it. */
export const showThresholds = ({
  version,
  settings: { all, tags },
}: VersionedThresholds): ThresholdsShape => ({
  version,
  builtIn: BUILT_IN,
  all: shown(all),
  tags: tags.map(({ tag, ...set }) => ({ tag, ...shown(set) })),
});

/** What is asked for, as it is stored: tags in the order of the alphabet. */
export const keepThresholds = ({ all, tags }: Omit<ThresholdsBody, 'basedOn'>): ThresholdSettings => ({
  all: kept(all),
  tags: tags.map(({ tag, ...set }) => ({ tag, ...kept(set) })).sort((a, b) => (a.tag < b.tag ? -1 : 1)),
});
