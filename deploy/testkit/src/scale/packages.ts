import type { Fields } from '@suivi/deb';
import { descriptionOf, numberGenerator } from './text.ts';

export interface Scale {
  /** Installed packages; 2000 unless said. */
  installed: number;
  /** How many of them have an update; 300 unless said. A third of these are security updates. */
  pending: number;
  /** Packages that the archive offers beside the installed ones; 8000 unless said. */
  available: number;
}

export interface ScaledPackage {
  name: string;
  installed: boolean;
  pending: 'no' | 'update' | 'security';
  /** Whether another installed package needs it. */
  automatic: boolean;
  /** The control fields of a version. */
  control: (version: string) => Fields;
}

const familySize = 3;
const nameOf = (index: number) => `lab-scale-${String(index).padStart(5, '0')}`;

/**
 * Fabricates packages with dependencies as they are found in a distribution: a few that nearly everything
 * needs, families of three from one source that need each other in the same version, and for the rest
 * versioned dependencies on earlier ones. The same scale always gives the same packages.
 */
export function fabricatePackages(scale: Scale, architecture: string): ScaledPackage[] {
  const pending = choosePending(scale);
  const needed = new Set<number>();
  const packages = Array.from({ length: scale.installed + scale.available }, (_, index) => {
    const random = numberGenerator(index + 1);
    const head = familyHead(index);
    const sameVersion = head !== index && pending.has(head) === pending.has(index) ? head : undefined;
    const depends = dependenciesOf(index, random);
    if (index < scale.installed) {
      for (const other of depends) needed.add(other);
      if (sameVersion !== undefined) needed.add(sameVersion);
    }
    const kilobytes = 20 + random(1600);
    const description = descriptionOf(random);
    return (version: string): Fields => ({
      Package: nameOf(index),
      Source: `${nameOf(head)}-source`,
      Version: version,
      Architecture: architecture,
      Maintainer: 'Suivi tests <tests@example.invalid>',
      'Installed-Size': kilobytes,
      'Pre-Depends': index > 0 && index % 20 === 0 ? `${nameOf(0)} (>= 1.0)` : undefined,
      Depends: dependsField(depends, sameVersion, version),
      Section: index % 4 === 0 ? 'libs' : 'utils',
      Priority: index < 50 ? 'important' : 'optional',
      Homepage: `https://example.invalid/${nameOf(head)}`,
      Description: description,
    });
  });
  return packages.map((control, index) => ({
    name: nameOf(index),
    installed: index < scale.installed,
    pending: pending.get(index) ?? 'no',
    automatic: needed.has(index),
    control,
  }));
}

const familyHead = (index: number) => index - (index % familySize);

function dependsField(earlier: number[], sameVersion: number | undefined, version: string) {
  const relations = earlier.map((index) => `${nameOf(index)} (>= 1.0)`);
  if (sameVersion !== undefined) relations.push(`${nameOf(sameVersion)} (= ${version})`);
  return relations.length > 0 ? relations.join(', ') : undefined;
}

/** Up to seven earlier packages; low numbers are picked far more often, as a C library is. */
function dependenciesOf(index: number, random: (limit: number) => number): number[] {
  if (index === 0) return [];
  const picks = Array.from({ length: random(8) }, () => Math.floor(index * (random(1000) / 1000) ** 3));
  return [...new Set(picks)].filter((pick) => pick !== familyHead(index));
}

/** Whole families, spread over the installed packages. */
function choosePending({ installed, pending }: Scale): Map<number, 'update' | 'security'> {
  const chosen = new Map<number, 'update' | 'security'>();
  const stride = Math.max(1, Math.floor(installed / Math.max(1, pending)));
  for (let pass = 0; pass < stride && chosen.size < pending; pass++) {
    for (let index = 0; index < installed && chosen.size < pending; index++) {
      const family = Math.floor(index / familySize);
      if (family % stride === pass) chosen.set(index, family % (3 * stride) === pass ? 'security' : 'update');
    }
  }
  return chosen;
}
