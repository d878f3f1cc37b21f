import { RunPhase, valuesOf } from '@suivi/shared';

/** Where a run is: its phase, the package in hand, and how much of what apt is doing is done, in percent. */
export interface Position {
  readonly phase: RunPhase;
  readonly package: string | null;
  readonly percent: number | null;
}

/** `pmstatus:package:percent:text`. Packages of a foreign architecture are named without it. */
const LINE = /^(dlstatus|pmstatus|pmerror|pmconffile):([^:]*):(\d+(?:\.\d+)?):?(.*)$/;
/** What the runner writes itself, e.g. `phase:preflight`. */
const OWN = /^phase:([a-z]+)$/;

/** apt's texts in the C locale, by how they begin (apt-pkg/deb/dpkgpm.cc). What is not named here leaves the phase as it was. */
const PHASES: readonly (readonly [RegExp, RunPhase])[] = [
  [/^(Configuring|Preparing to configure|Installed)\b/, 'configure'],
  [
    /^(Removing|Removed|Preparing for removal|Completely remov|Preparing to completely remove|Purging)\b/,
    'remove',
  ],
  [/^(Unpacking|Preparing|Installing|Running dpkg)\b/, 'unpack'],
];

/** Names that apt puts where a package's name is expected. */
const NO_PACKAGE = new Set(['dpkg-exec', 'dpkg', '']);

/** Reads one line of apt's Status-Fd, or of the runner's own; null when it says nothing about where the run is. */
export function parseStatusLine(line: string, before: Position | null): Position | null {
  const own = OWN.exec(line)?.[1];
  if (own !== undefined) {
    const phase = valuesOf(RunPhase).find((known) => known === own);
    return phase ? { phase, package: null, percent: null } : null;
  }
  const [, kind, name = '', digits, text = ''] = LINE.exec(line) ?? [];
  if (!kind || digits === undefined) return null;
  const percent = Math.min(100, Number(digits));
  if (kind === 'dlstatus') return { phase: 'download', package: null, percent };
  const phase = PHASES.find(([begins]) => begins.test(text))?.[1] ?? before?.phase ?? 'unpack';
  return {
    phase: phase === 'download' ? 'unpack' : phase,
    package: NO_PACKAGE.has(name) ? null : name,
    percent,
  };
}
