import type { PendingPackage } from '@suivi/shared';
import { Link } from '@tanstack/react-router';
import { Since } from '../../components/since.tsx';
import { Table } from '../../components/table.tsx';
import { useSpeech } from '../../i18n/locale.tsx';

const WIDTHS = ['20%', '28%', '26%', '9%', 'auto'];

/** Pending packages with their versions, where they come from, and what is to be said of each. */
export function PackageTable({
  label,
  packages,
  since,
  isSelected,
  onToggle,
}: {
  label: string;
  packages: readonly PendingPackage[];
  /** By name and architecture. */
  since: Readonly<Record<string, string | null>> | null;
  isSelected?: (one: PendingPackage) => boolean;
  onToggle?: (one: PendingPackage) => void;
}) {
  const { t, f } = useSpeech();
  const { columns } = t.machine;
  const head = [columns.package, columns.version, columns.source, columns.size, columns.why];
  return (
    <Table
      label={label}
      widths={onToggle ? ['2.75rem', ...WIDTHS] : WIDTHS}
      head={
        onToggle
          ? [
              <span key="select" className="sr-only">
                {t.fleet.columns.select}
              </span>,
              ...head,
            ]
          : head
      }
    >
      {packages.map((one) => (
        <tr key={`${one.name}:${one.arch}`}>
          {onToggle && (
            <td className="w-8">
              <input
                type="checkbox"
                className="size-5 align-middle"
                aria-label={t.machine.selectPackage(one.name)}
                checked={isSelected?.(one) ?? false}
                onChange={() => onToggle(one)}
              />
            </td>
          )}
          <td>
            <Link to="/packages/$name" params={{ name: one.name }} className="font-medium hover:underline">
              {one.name}
            </Link>{' '}
            <span className="text-muted">{one.arch}</span>
            <span className="block text-muted">
              <Since at={since?.[`${one.name}:${one.arch}`] ?? null} />
            </span>
          </td>
          <td>
            <span className="inline-block break-all text-muted">{one.installedVersion}</span>{' '}
            <span className="inline-block break-all">→ {one.candidateVersion}</span>
          </td>
          <td>
            {one.source.label} <span className="text-muted">{one.source.archive}</span>
            {one.source.site !== '' && <span className="block text-muted">{one.source.site}</span>}
          </td>
          <td className="whitespace-nowrap">
            {one.downloadBytes === null ? t.common.unknown : f.bytes(one.downloadBytes)}
          </td>
          <td className="max-w-96">
            {one.status !== 'upgradable' && <b>{t.codes.packageStatuses[one.status]}. </b>}
            {one.security === 'unknown' && <span>{t.machine.securityUnknown}. </span>}
            {one.requiresFullUpgrade && <span>{t.machine.needs}. </span>}
            {one.reason}
          </td>
        </tr>
      ))}
    </Table>
  );
}
