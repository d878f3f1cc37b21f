/** From which values on a machine is warned of. What is left out is not set here. */
export interface Thresholds {
  /** A file system is almost full from this share on, and full from that. */
  readonly diskPercent?: number;
  readonly diskFullPercent?: number;
  readonly memoryPercent?: number;
  /** Of the load over five minutes, per processor core. */
  readonly loadPerCore?: number;
  /** Of the hottest sensor. */
  readonly temperatureCelsius?: number;
  /** For how long memory, load and temperature must have been too high. */
  readonly forMinutes?: number;
}

/** What is set for all machines, and for those that carry a tag. */
export interface ThresholdSettings {
  readonly all: Thresholds;
  readonly tags: readonly (Thresholds & { readonly tag: string })[];
}

/** What counts for one machine. Null: nobody is warned. */
export type EffectiveThresholds = { readonly [K in keyof Thresholds]-?: number | null };

/** What counts where nothing is set. Neither a load nor a temperature has a value that is too high on every machine. */
export const BUILT_IN: EffectiveThresholds = {
  diskPercent: 90,
  diskFullPercent: 97,
  memoryPercent: 95,
  loadPerCore: null,
  temperatureCelsius: null,
  forMinutes: 5,
};
export const NO_SETTINGS: ThresholdSettings = { all: {}, tags: [] };

/**
 * The thresholds of a machine with these tags: what its tags set, else what is set for all, else what is built in. Where several of
 * its tags set the same one, the lowest counts: a warning too many is seen, one too few is not. Pure.
 */
export function thresholdsFor(settings: ThresholdSettings, tags: ReadonlySet<string>): EffectiveThresholds {
  const own = settings.tags.filter(({ tag }) => tags.has(tag));
  const of = (key: keyof Thresholds): number | null => {
    const set = own.flatMap((each) => each[key] ?? []);
    return set.length > 0 ? Math.min(...set) : (settings.all[key] ?? BUILT_IN[key]);
  };
  return {
    diskPercent: of('diskPercent'),
    diskFullPercent: of('diskFullPercent'),
    memoryPercent: of('memoryPercent'),
    loadPerCore: of('loadPerCore'),
    temperatureCelsius: of('temperatureCelsius'),
    forMinutes: of('forMinutes'),
  };
}

/** Why settings make no sense, as a sentence; null when they do. Pure. */
export function settingsFault({ all, tags }: ThresholdSettings): string | null {
  const names = tags.map(({ tag }) => tag);
  const twice = names.find((tag, index) => names.indexOf(tag) !== index);
  if (twice !== undefined) return `The tag ${twice} is there twice.`;
  for (const [where, set] of [
    ['all machines', all] as const,
    ...tags.map((each) => [each.tag, each] as const),
  ]) {
    const almost = set.diskPercent ?? all.diskPercent ?? BUILT_IN.diskPercent ?? 0;
    const full = set.diskFullPercent ?? all.diskFullPercent ?? BUILT_IN.diskFullPercent ?? 100;
    if (almost > full)
      return `For ${where} a disk is almost full from ${almost} %, which is after it is full, from ${full} %.`;
  }
  return null;
}
