import type { SuiteSpec } from '../archive/archive.ts';
import { installed } from './installed.ts';
import { backports, phased, security, updates } from './updates.ts';

export type Flavour = 'debian' | 'ubuntu';

/** The archives of a distribution, by directory name; all their suites are sources of a new root. */
export const distributions: Record<Flavour, Record<string, SuiteSpec[]>> = {
  debian: {
    debian: [
      debian('', 'Debian', { packages: installed }),
      debian('-updates', 'Debian', { packages: [...updates, phased()] }),
      debian('-backports', 'Debian Backports', {
        packages: backports,
        notAutomatic: true,
        butAutomaticUpgrades: true,
      }),
    ],
    'debian-security': [debian('-security', 'Debian-Security', { packages: security })],
  },
  ubuntu: {
    ubuntu: [
      ubuntu('', { packages: installed }),
      ubuntu('-updates', { packages: [...updates, phased(0)] }),
      ubuntu('-security', { packages: security }),
      ubuntu('-backports', { packages: backports, notAutomatic: true, butAutomaticUpgrades: true }),
    ],
  },
};

type Rest = Pick<SuiteSpec, 'packages' | 'notAutomatic' | 'butAutomaticUpgrades'>;

/** Debian names the archive after its state ("stable-security") and the codename after the release. */
function debian(pocket: string, label: string, rest: Rest): SuiteSpec {
  const name = `trixie${pocket}`;
  return { name, origin: 'Debian', label, suite: `stable${pocket}`, codename: name, ...rest };
}

/** Ubuntu names both after the release and gives every pocket the same label. */
function ubuntu(pocket: string, rest: Rest): SuiteSpec {
  const name = `noble${pocket}`;
  return { name, origin: 'Ubuntu', label: 'Ubuntu', suite: name, codename: 'noble', ...rest };
}
