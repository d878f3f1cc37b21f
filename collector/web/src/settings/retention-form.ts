import type { RetentionItem } from '../api/types.ts';

type Setting = RetentionItem['setting'];

/** What stands in the fields that somebody has touched. Empty means: as by default. */
export type RetentionDrafts = { readonly [S in Setting]?: string };

/** Other days for some; null goes back to the default. */
export type RetentionDays = { readonly [S in Setting]?: number | null };

/** What the fields say differently from what counts now. */
export const changedDays = (items: readonly RetentionItem[], drafts: RetentionDrafts): RetentionDays =>
  Object.fromEntries(
    items.flatMap(({ setting, days, origin }): [Setting, number | null][] => {
      const text = drafts[setting]?.trim();
      if (text === undefined || origin === 'environment') return [];
      if (text === '') return origin === 'default' ? [] : [[setting, null]];
      return Number(text) === days ? [] : [[setting, Number(text)]];
    }),
  );

/** What is kept for less time than before: some of it goes at the next cleanup. */
export const shorter = (
  items: readonly RetentionItem[],
  changed: RetentionDays,
): { setting: Setting; from: number; to: number }[] =>
  items.flatMap(({ setting, days, fallback }) => {
    const wanted = changed[setting];
    if (wanted === undefined) return [];
    const to = wanted ?? fallback;
    return to < days ? [{ setting, from: days, to }] : [];
  });
