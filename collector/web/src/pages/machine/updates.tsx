import type { PendingPackage } from '@suivi/shared';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { analysisQuery } from '../../api/queries.ts';
import { buttonClass } from '../../components/button.tsx';
import { Empty } from '../../components/empty.tsx';
import { Loading } from '../../components/loading.tsx';
import { ProblemNote } from '../../components/problem.tsx';
import { useSpeech } from '../../i18n/locale.tsx';
import { PackageTable } from './package-table.tsx';
import { packagesText } from './selected-packages.ts';
import { UpdateNotes, UpdateSides } from './update-notes.tsx';
import { useMachine } from './use-machine.ts';

const keyOf = ({ name, arch }: PendingPackage) => `${name}:${arch}`;

/** What is pending, security first; what is left out and why; and what a full upgrade brings along. */
export function UpdatesTab() {
  const { t } = useSpeech();
  const { id } = useMachine();
  const { data: analysis, error, refetch } = useQuery(analysisQuery(id));
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  if (error && analysis === undefined) return <ProblemNote error={error} onRetry={() => void refetch()} />;
  if (analysis === undefined) return <Loading />;
  if (analysis === null) return <Empty what={t.machine.notAnalysed} next={t.machine.notAnalysedNext} />;
  const { apt } = analysis.payload;
  const upgradable = apt.packages.filter(({ status }) => status === 'upgradable');
  const groups = [
    [t.machine.security, upgradable.filter(({ security }) => security === 'yes')],
    [t.machine.others, upgradable.filter(({ security }) => security !== 'yes')],
  ] as const;
  const left = apt.packages.filter(({ status }) => status !== 'upgradable');
  const chosen = upgradable.filter((one) => selected.has(keyOf(one)));
  const toggle = (one: PendingPackage) =>
    setSelected((before) => {
      const after = new Set(before);
      if (!after.delete(keyOf(one))) after.add(keyOf(one));
      return after;
    });
  return (
    <div className="grid grid-cols-1 gap-4">
      <UpdateNotes apt={apt} />
      {upgradable.length === 0 && <Empty what={t.machine.noUpdates} next={t.machine.noUpdatesNext} />}
      {groups.map(
        ([label, packages]) =>
          packages.length > 0 && (
            <section key={label}>
              <h2 className="mb-2 font-semibold">
                {label} <span className="font-normal text-muted">{packages.length}</span>
              </h2>
              <PackageTable
                label={label}
                packages={packages}
                since={analysis.pendingSince}
                isSelected={(one) => selected.has(keyOf(one))}
                onToggle={toggle}
              />
            </section>
          ),
      )}
      {chosen.length > 0 && (
        <div className="sticky bottom-3">
          <Link
            className={`${buttonClass('primary')} shadow-lg`}
            to="/machines/$machineId/plan"
            params={{ machineId: id }}
            search={{ action: 'apt_upgrade_selected', packages: packagesText(chosen) }}
          >
            {t.machine.reviewSelected(chosen.length)}
          </Link>
        </div>
      )}
      {left.length > 0 && (
        <section>
          <h2 className="mb-2 font-semibold">{t.machine.left}</h2>
          <PackageTable label={t.machine.left} packages={left} since={analysis.pendingSince} />
        </section>
      )}
      <UpdateSides apt={apt} />
    </div>
  );
}
