import type { HardwareSnapshot, Smart } from '@suivi/shared';
import { Table } from '../../../components/table.tsx';
import { useSpeech } from '../../../i18n/locale.tsx';

/** The disks with what they say of their health, or why that is not known. */
export function HardwareDisks({ disks, probe }: Pick<HardwareSnapshot, 'disks' | 'probe'>) {
  const { t, f } = useSpeech();
  const words = t.hardware;
  const health = (kind: HardwareSnapshot['disks'][number]['kind'], smart: Smart | null) => {
    if (smart) return healthOf(smart);
    if (kind === 'virtual') return words.virtualDisk;
    if (probe === null) return words.smartNotRead;
    return probe.hasSmartctl ? t.common.unknown : words.noSmartctl;
  };
  const healthOf = (smart: Smart) =>
    [
      smart.passed === null
        ? (smart.problem ?? t.common.unknown)
        : smart.passed
          ? words.passed
          : words.failing,
      smart.celsius !== null && `${f.number(smart.celsius)} °C`,
      smart.powerOnHours !== null && words.hours(smart.powerOnHours),
      smart.usedPercent !== null && words.worn(smart.usedPercent),
      smart.pending !== null && smart.pending > 0 && words.pending(smart.pending),
      smart.reallocated !== null && smart.reallocated > 0 && words.reallocated(smart.reallocated),
    ]
      .filter((part) => typeof part === 'string')
      .join(' · ');
  if (disks.length === 0) return null;
  return (
    <Table label={words.disks} head={[words.name, words.model, words.kind, words.size, words.health]}>
      {disks.map(({ name, model, kind, sizeBytes, smart }) => (
        <tr key={name}>
          <td>{name}</td>
          <td className="break-words">{model ?? t.common.unknown}</td>
          <td>{words.diskKinds[kind]}</td>
          <td className="whitespace-nowrap">{f.bytes(sizeBytes)}</td>
          <td className={`break-words ${smart?.passed === false ? 'font-medium text-bad' : ''}`}>
            {health(kind, smart)}
          </td>
        </tr>
      ))}
    </Table>
  );
}
