import type { AptAnalysis } from '@suivi/shared';
import { type AnalysisOptions, analysePackages } from './analyse.ts';
import { configurationFingerprint, inputFingerprint, watchTargets } from './inputs.ts';
import type { AptLayout } from './layout.ts';
import { readLayout } from './read-layout.ts';

/** The packages probe of one machine: knows apt's paths and asks for them again only when apt's settings changed. */
export interface PackagesProbe {
  analyse(): Promise<AptAnalysis>;
  /** See inputs.ts. Null when apt's paths cannot be found out; then only an analysis tells why. */
  fingerprint(): Promise<string | null>;
  /** The folders and files to watch; empty when apt's paths cannot be found out. */
  watchTargets(): Promise<string[]>;
  /** apt's history log; null when apt's paths cannot be found out. */
  historyLog(): Promise<string | null>;
}

/** Opens the packages probe. Runs nothing until it is asked. */
export function openPackagesProbe(options: AnalysisOptions): PackagesProbe {
  const own = { refreshRecord: options.refreshRecord, policy: options.exclusions?.file };
  let known: { layout: AptLayout; configuration: string } | undefined;

  const layout = async (): Promise<AptLayout | null> => {
    if (known && (await configurationFingerprint(known.layout)) === known.configuration) return known.layout;
    const fresh = await readLayout(options.env);
    known =
      'problem' in fresh
        ? undefined
        : { layout: fresh.layout, configuration: await configurationFingerprint(fresh.layout) };
    return known?.layout ?? null;
  };

  return {
    async analyse() {
      const found = await layout();
      return analysePackages(found ? { ...options, layout: found } : options);
    },
    async fingerprint() {
      const found = await layout();
      return found && inputFingerprint(found, own, options.now?.());
    },
    async watchTargets() {
      const found = await layout();
      return found ? watchTargets(found, own) : [];
    },
    async historyLog() {
      return (await layout())?.historyLog ?? null;
    },
  };
}
