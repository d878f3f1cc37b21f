import type { MachinePostInstall } from '../../../api/types.ts';
import { Mark } from '../../../components/mark.tsx';
import { Table } from '../../../components/table.tsx';
import { useSpeech } from '../../../i18n/locale.tsx';

const SHAPES = { ok: 'tick', differs: 'triangle', unknown: 'question', pending: 'arrow' } as const;

/** What is wanted now, and what the machine says of it; what was never applied is not known to it. */
export function SettingsTable({ data }: { data: MachinePostInstall }) {
  const { t } = useSpeech();
  const words = t.profiles.tab;
  const { setting, wanted, found, state, profile } = words.columns;
  if (data.settings.length === 0) return null;
  return (
    <Table label={words.settings} head={[setting, wanted, found, state, profile]}>
      {data.settings.map(({ kind, name, value, profile: of }) => {
        const seen = data.machine?.settings.find(
          (each) => each.kind === kind && each.name === name && each.value === value,
        );
        const is = seen?.state ?? 'pending';
        return (
          <tr key={`${kind} ${name}`}>
            <td className="break-words">
              {t.profiles.kinds[kind]} <span className="text-muted">{shortName(name)}</span>
            </td>
            <td className="max-w-64 break-all">{value}</td>
            <td className="max-w-64 break-all">
              {seen?.found ?? <span className="text-muted">{t.common.unknown}</span>}
              {seen?.problem !== undefined && (
                <span lang="en" className="block text-muted">
                  {seen.problem}
                </span>
              )}
            </td>
            <td>
              <Mark shape={SHAPES[is]} word={words.settingStates[is]} />
            </td>
            <td>{of}</td>
          </tr>
        );
      })}
    </Table>
  );
}

/** Of a key the user alone: the key itself is the value. */
const shortName = (name: string): string => (name.length > 80 ? name.split(' ', 1)[0]! : name);
