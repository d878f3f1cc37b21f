import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { adoptMachine } from '../../api/actions.ts';
import type { Machine } from '../../api/types.ts';
import { Button, buttonClass } from '../../components/button.tsx';
import { useNotify } from '../../components/notices.tsx';
import { useSpeech } from '../../i18n/locale.tsx';
import { useMay } from '../../session/session.ts';
import { useAsk } from './use-ask.ts';
import { nextStepOf } from './which-next.ts';

/** The one thing that this machine needs next, as a button that says what it does. */
export function NextStep({ machine }: { machine: Machine }) {
  const { t } = useSpeech();
  const { next } = t.machine;
  const mayRun = useMay('actions:run');
  const mayWrite = useMay('machines:write');
  const ask = useAsk(machine.id);
  const step = nextStepOf(machine);
  const params = { machineId: machine.id };
  const primary = buttonClass('primary');
  switch (step) {
    case 'adopt':
      return mayWrite ? <Adopt id={machine.id} /> : null;
    case 'follow':
      return (
        <Link
          className={primary}
          to="/machines/$machineId/runs/$executionId"
          params={{ ...params, executionId: machine.running?.executionId ?? '' }}
        >
          {next.follow}
        </Link>
      );
    case 'failure':
      return (
        <Link className={primary} to="/machines/$machineId/runs" params={params}>
          {next.failure}
        </Link>
      );
    case 'repair':
      return (
        <Link
          className={primary}
          to="/machines/$machineId/plan"
          params={params}
          search={{ action: 'apt_repair' }}
        >
          {next.repair}
        </Link>
      );
    case 'refresh':
      return mayRun ? (
        <Button look="primary" disabled={ask.isPending} onClick={() => ask.mutate({ action: 'apt_refresh' })}>
          {next.refresh}
        </Button>
      ) : null;
    case 'sources':
      return (
        <Link className={primary} to="/machines/$machineId/sources" params={params}>
          {next.sources}
        </Link>
      );
    case 'review':
      return (
        <Link className={primary} to="/machines/$machineId/plan" params={params}>
          {next.review(machine.updates?.count ?? 0)}
        </Link>
      );
    default:
      return null;
  }
}

/** Lets a machine in that waits in quarantine. */
function Adopt({ id }: { id: string }) {
  const { t } = useSpeech();
  const notify = useNotify();
  const navigate = useNavigate();
  const client = useQueryClient();
  const adopt = useMutation({
    mutationFn: () => adoptMachine(id),
    onError: notify.problem,
    async onSuccess(machine) {
      await client.invalidateQueries({ queryKey: ['machine'] });
      await navigate({ to: '/machines/$machineId', params: { machineId: machine.id } });
    },
  });
  return (
    <Button look="primary" disabled={adopt.isPending} onClick={() => adopt.mutate()}>
      {t.machine.next.adopt}
    </Button>
  );
}
