import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { applyProfiles, checkProfiles, machinePostInstallQuery } from '../../../api/post-install.ts';
import type { MachinePostInstall } from '../../../api/types.ts';
import { Button } from '../../../components/button.tsx';
import { Confirm } from '../../../components/confirm.tsx';
import { Empty } from '../../../components/empty.tsx';
import { Loading } from '../../../components/loading.tsx';
import { Mark, type Shape } from '../../../components/mark.tsx';
import { ProblemNote } from '../../../components/problem.tsx';
import { useSpeech } from '../../../i18n/locale.tsx';
import { useMay } from '../../../session/session.ts';
import { useRun } from '../use-ask.ts';
import { useMachine } from '../use-machine.ts';
import { Assigned } from './assigned.tsx';
import { DryRun } from './dry-run.tsx';
import { SettingsTable } from './settings-table.tsx';

/** The shape of a machine's post-install status; the word stands beside it. */
const SHAPES: Record<NonNullable<MachinePostInstall['status']> | 'unknown', Shape> = {
  ok: 'tick',
  drifted: 'triangle',
  pending: 'arrow',
  running: 'ring',
  error: 'cross',
  unknown: 'question',
};

/** How a machine stands to its profiles: what is wanted, what was found, the dry run and the application. */
export function PostInstallTab() {
  const { t } = useSpeech();
  const words = t.profiles.tab;
  const machine = useMachine();
  const { data, error, refetch } = useQuery(machinePostInstallQuery(machine.id));
  if (error && !data) return <ProblemNote error={error} onRetry={() => void refetch()} />;
  if (!data) return <Loading />;
  const isConcerned = data.profiles.length + (data.machine?.applied?.profiles.length ?? 0) > 0;
  const status = data.status ?? 'unknown';
  if (data.status === null && !isConcerned) return <Empty what={words.none} next={words.noneNext} />;
  return (
    <div className="grid grid-cols-1 gap-6">
      <div className="flex flex-wrap items-center justify-between gap-3">
        <Mark shape={SHAPES[status]} word={words.states[status]} />
        <Actions machineId={machine.id} name={machine.name} />
      </div>
      {data.machine && !data.machine.policy.enabled && (
        <div className="panel border-warn p-4">
          <p className="font-medium">{words.off}</p>
          <p className="text-muted">{words.offNext}</p>
        </div>
      )}
      {data.machine === null && <p className="text-muted">{words.silent}</p>}
      <Assigned data={data} />
      <SettingsTable data={data} />
      {data.lastCheck && <DryRun machineId={machine.id} run={data.lastCheck} />}
    </div>
  );
}

/** The dry run, and the application of whatever is current. */
function Actions({ machineId, name }: { machineId: string; name: string }) {
  const { t } = useSpeech();
  const words = t.profiles.tab;
  const mayRun = useMay('actions:run');
  const [isAsking, setAsking] = useState(false);
  const check = useRun(machineId, () => checkProfiles(machineId));
  const apply = useRun(machineId, () => applyProfiles(machineId, null));
  if (!mayRun) return null;
  return (
    <div className="flex flex-wrap gap-2">
      <Button look="primary" disabled={check.isPending} onClick={() => check.mutate()}>
        {words.dryRun}
      </Button>
      <Button onClick={() => setAsking(true)}>{words.applyNow}</Button>
      {isAsking && (
        <Confirm
          title={words.askApply(name)}
          action={words.applyNow}
          isBusy={apply.isPending}
          onConfirm={() => apply.mutate()}
          onClose={() => setAsking(false)}
        >
          <p>{words.askApplyBody}</p>
        </Confirm>
      )}
    </div>
  );
}
