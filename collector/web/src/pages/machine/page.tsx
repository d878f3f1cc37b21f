import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Outlet } from '@tanstack/react-router';
import { machineQuery } from '../../api/queries.ts';
import { Loading } from '../../components/loading.tsx';
import { ProblemNote } from '../../components/problem.tsx';
import { useTitle } from '../../hooks/use-title.ts';
import { useSpeech } from '../../i18n/locale.tsx';
import { useFleetMachine } from '../../live/live.tsx';
import { MachineHead } from './head.tsx';
import { MachineTabs } from './tabs.tsx';

const route = getRouteApi('/app/machines/$machineId');

/** One machine: its state in a sentence, the next step, and its rooms. */
export function MachinePage() {
  const { t } = useSpeech();
  const { machineId } = route.useParams();
  const { data: machine, error, refetch } = useQuery(machineQuery(machineId));
  const known = useFleetMachine(machineId);
  useTitle(machine?.name ?? known?.name ?? t.fleet.columns.machine);
  if (error && !machine) return <ProblemNote error={error} onRetry={() => void refetch()} />;
  if (!machine) return <Loading />;
  return (
    <>
      <MachineHead machine={machine} />
      <MachineTabs machineId={machineId} updates={machine.updates?.count ?? null} />
      <Outlet />
    </>
  );
}
