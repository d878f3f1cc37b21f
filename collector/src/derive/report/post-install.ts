import type { ReportedRun } from '../../domain/reports.ts';
import { countOf, fenced, list, plain, section } from './markdown.ts';

/** Which profiles it was about, what was not as wanted, and the exact commands. */
export function postInstall({ postInstall: found, action }: ReportedRun): string[] {
  if (!found) return [];
  const { profiles, settings, after, operations, rendered, overridden, notes } = found;
  const differing = (after ?? settings).filter(({ state }) => state !== 'ok');
  const done = action === 'post_install_apply' ? 'of the plan' : 'that an application would do';
  return section(
    'Post-install profiles',
    list(profiles.map(({ name, version }) => `${plain(name)}, version ${version}`)),
    list(notes.map(plain)),
    list(
      overridden.map(
        ({ kind, name, value, profile, by }) =>
          `${plain(`${kind} ${name}`.trim())}: ${plain(by)} replaces ${plain(value)} of ${plain(profile)}`,
      ),
    ),
    differing.length === 0 ? ['Everything is as wanted.'] : ['**Not as wanted**'],
    list(
      differing.map(({ kind, name, value, found: is }) =>
        plain(`${kind} ${name}: wanted ${value}, found ${is ?? 'nothing that may be read'}`),
      ),
    ),
    [operations === 0 ? 'There was nothing to do.' : `${countOf(operations, 'operation')} ${done}:`],
    operations === 0 ? [] : fenced(rendered.trimEnd().split('\n')),
  );
}
