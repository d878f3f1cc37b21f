import { IsoTime, Nullable, Text } from '@suivi/shared';
import type { Static } from 'typebox';
import * as Type from 'typebox';

/**
 * What the runner writes after each refresh and the packages probe reads: one entry for each suite of each source.
 * `checkedAt` is when that refresh ended; `lastSuccessAt` stays from earlier refreshes when this one failed.
 */
export const RefreshRecord = Type.Object({
  sources: Type.Array(
    Type.Object({
      uri: Text(2000),
      suite: Text(256),
      ok: Type.Boolean(),
      checkedAt: IsoTime,
      lastSuccessAt: Nullable(IsoTime),
      error: Type.Optional(Text(2000)),
    }),
    { maxItems: 10_000 },
  ),
});
export type RefreshRecord = Static<typeof RefreshRecord>;

/** A URI without the user name and password that it may carry. */
export const withoutCredentials = (uri: string): string => uri.replace(/^([a-z0-9+-]+:\/\/)[^/@]*@/i, '$1');

/** What makes two mentions of a suite the same: its URI without credentials and final slash, and its name. */
export const sourceKey = ({ uri, suite }: { uri: string; suite: string }): string =>
  `${withoutCredentials(uri).replace(/\/+$/, '')} ${suite}`;
