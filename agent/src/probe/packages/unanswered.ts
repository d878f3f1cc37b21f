import type { AptAnalysis } from '@suivi/shared';
import type { AptProblem } from './problems.ts';

/** The analysis of a machine whose apt cannot even tell its settings. */
export const unanswered = (problem: AptProblem): AptAnalysis => ({
  enabled: problem.code !== 'apt_missing',
  count: 0,
  securityCount: 0,
  rebootRequired: false,
  packages: [],
  newPackages: [],
  removals: [],
  autoremovable: [],
  held: [],
  sources: [],
  dpkg: { ok: false, problem: 'Not asked, because apt does not work.' },
  reboot: { required: false, reasons: [] },
  plan: null,
  planHash: null,
  problem,
});
