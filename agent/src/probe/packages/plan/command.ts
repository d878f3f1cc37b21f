import type { ActionParameters, PackageVersion, PlannedAction } from '@suivi/shared';
import type { PackagesWish, PlanWish } from '../../../domain/ports.ts';

/** What plans are made for: actions that run one, and the packages of post-install profiles. */
export type PlannableAction = PlannedAction | 'post_install_apply';

/** Actions that bring newer versions, so that what they leave is worth telling. */
const UPGRADES: readonly PlannableAction[] = [
  'apt_upgrade',
  'apt_full_upgrade',
  'apt_security_upgrade',
  'apt_upgrade_selected',
];

/** Whether an action brings newer versions of installed packages. */
export const isUpgrade = (action: PlannableAction): boolean => UPGRADES.includes(action);

/** The packages that an upgrade of some packages is asked for. */
export const selectedPackages = ({ parameters }: Pick<PlanWish, 'parameters'>): readonly PackageVersion[] =>
  (parameters as ActionParameters<'apt_upgrade_selected'>).packages;

/** The packages that are to be there, and those that are not. */
export const wantedPackages = ({ parameters }: Pick<PlanWish, 'parameters'>): PackagesWish =>
  parameters as unknown as PackagesWish;

/** The arguments of apt-get for packages that are to come and to go: a name with a dash at its end goes. */
export const packagesArguments = ({ present, absent }: PackagesWish): readonly string[] => [
  'install',
  ...present,
  ...absent.map((name) => `${name}-`),
];

/** The arguments of apt-get for an action. `packages` are those that a security or selected upgrade is about. */
export function aptArguments(action: PlannedAction, packages: readonly PackageVersion[]): readonly string[] {
  switch (action) {
    case 'apt_upgrade':
      return ['--with-new-pkgs', '--no-remove', 'upgrade'];
    case 'apt_full_upgrade':
      return ['dist-upgrade'];
    case 'apt_security_upgrade':
    case 'apt_upgrade_selected':
      return [...KEEPING_MARKS, 'install', ...packages.map(versioned)];
    case 'apt_autoremove':
      return ['autoremove'];
    case 'apt_repair':
      return ['-f', 'install'];
  }
}

/**
 * Found by trying apt 2.6: `install --only-upgrade` alone makes an automatically installed package a manual one;
 * with `--mark-auto` every installed package keeps its mark, and new ones get the automatic one.
 */
const KEEPING_MARKS = ['--only-upgrade', '--mark-auto'];

/** Packages for all architectures belong to the machine's own one. */
const versioned = ({ name, arch, version }: PackageVersion): string =>
  arch === 'all' ? `${name}=${version}` : `${name}:${arch}=${version}`;
