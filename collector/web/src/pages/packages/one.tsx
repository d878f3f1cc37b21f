import { useMutation, useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useState } from 'react';
import { packageQuery } from '../../api/queries.ts';
import type { PackageOnMachine } from '../../api/types.ts';
import { Ago } from '../../components/ago.tsx';
import { Button } from '../../components/button.tsx';
import { Confirm } from '../../components/confirm.tsx';
import { Empty } from '../../components/empty.tsx';
import { Loading } from '../../components/loading.tsx';
import { useNotify } from '../../components/notices.tsx';
import { ProblemNote } from '../../components/problem.tsx';
import { Table } from '../../components/table.tsx';
import { useTitle } from '../../hooks/use-title.ts';
import { useSpeech } from '../../i18n/locale.tsx';
import { useFleet } from '../../live/live.tsx';
import { useMay } from '../../session/session.ts';
import { Refusals } from '../fleet/refusals.tsx';
import { upgradePackage } from './upgrade.ts';

const route = getRouteApi('/app/packages/$name');

/** One package: the machines that have it pending, and its upgrade on those that are chosen. */
export function PackagePage() {
  const { t } = useSpeech();
  const { packages } = t;
  const { name } = route.useParams();
  useTitle(name);
  const mayRun = useMay('actions:run');
  const notify = useNotify();
  const fleet = useFleet() ?? [];
  const { data, error, refetch } = useQuery(packageQuery(name));
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const [isAsking, setAsking] = useState(false);
  const items = data?.items ?? [];
  const keyOf = ({ machineId, arch }: PackageOnMachine) => `${machineId} ${arch}`;
  const chosen = items.filter((item) => item.status === 'upgradable' && !left.has(keyOf(item)));
  const machineIds = [...new Set(chosen.map(({ machineId }) => machineId))];
  const nameOf = (id: string) => fleet.find((machine) => machine.id === id)?.name ?? id;
  const upgrade = useMutation({
    mutationFn: () => upgradePackage(name, chosen),
    onError: notify.problem,
    onSuccess(answers) {
      const refused = answers.filter((answer) => 'code' in answer);
      notify.say(
        <>
          {answers.length > refused.length && t.fleet.asked(answers.length - refused.length)}
          {refused.length > 0 && <Refusals refused={refused} machines={fleet} />}
        </>,
      );
    },
    onSettled: () => setAsking(false),
  });
  if (error && !data) return <ProblemNote error={error} onRetry={() => void refetch()} />;
  if (!data) return <Loading />;
  return (
    <>
      <p>
        <Link to="/packages" className="link">
          ← {packages.back}
        </Link>
      </p>
      <div className="mt-1 mb-3 flex flex-wrap items-center gap-3">
        <h1 className="grow text-xl font-semibold break-all">{name}</h1>
        {mayRun && machineIds.length > 0 && (
          <Button look="primary" onClick={() => setAsking(true)}>
            {packages.upgrade(name, machineIds.length)}
          </Button>
        )}
      </div>
      {items.length === 0 ? (
        <Empty what={packages.nowhere} />
      ) : (
        <Table
          label={packages.columns.machines}
          head={[
            <span key="select" className="sr-only">
              {t.fleet.columns.select}
            </span>,
            t.fleet.columns.machine,
            t.machine.columns.version,
            packages.columns.since,
            t.machine.security,
            t.machine.columns.why,
          ]}
        >
          {items.map((item) => (
            <tr key={keyOf(item)}>
              <td className="w-8">
                {item.status === 'upgradable' && (
                  <input
                    type="checkbox"
                    className="size-5 align-middle"
                    aria-label={t.fleet.select(nameOf(item.machineId))}
                    checked={!left.has(keyOf(item))}
                    onChange={() =>
                      setLeft((before) => {
                        const after = new Set(before);
                        if (!after.delete(keyOf(item))) after.add(keyOf(item));
                        return after;
                      })
                    }
                  />
                )}
              </td>
              <td>
                <Link
                  to="/machines/$machineId"
                  params={{ machineId: item.machineId }}
                  className="font-medium hover:underline"
                >
                  {nameOf(item.machineId)}
                </Link>{' '}
                <span className="text-muted">{item.arch}</span>
              </td>
              <td className="break-all">
                <span className="text-muted">{item.installedVersion}</span> → {item.candidateVersion}
              </td>
              <td className="text-muted">
                {item.since === null ? t.common.unknown : <Ago at={item.since} />}
              </td>
              <td>
                {item.security === 'yes' ? (
                  <b className="text-bad">{t.common.yes}</b>
                ) : item.security === 'no' ? (
                  t.common.no
                ) : (
                  t.common.unknown
                )}
              </td>
              <td className="max-w-96">
                {item.status !== 'upgradable' && <b>{t.codes.packageStatuses[item.status]}. </b>}
                {item.reason}
              </td>
            </tr>
          ))}
        </Table>
      )}
      {isAsking && (
        <Confirm
          title={`${packages.upgrade(name, machineIds.length)}?`}
          action={t.fleet.upgradeAll}
          isBusy={upgrade.isPending}
          onConfirm={() => upgrade.mutate()}
          onClose={() => setAsking(false)}
        >
          <p>{packages.upgradeBody}</p>
          <p className="mt-3 text-ink">
            {t.fleet.ask.where}: {machineIds.slice(0, 8).map(nameOf).join(', ')}
            {machineIds.length > 8 && ` ${t.fleet.ask.andMore(machineIds.length - 8)}`}
          </p>
        </Confirm>
      )}
    </>
  );
}
