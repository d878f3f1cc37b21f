import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { askMachine, type Wish } from '../../api/actions.ts';
import { useNotify } from '../../components/notices.tsx';

/** Asks for a run on a machine, and goes there to watch it. */
export function useRun<Given = void>(
  machineId: string,
  ask: (given: Given) => Promise<{ executionId: string }>,
) {
  const navigate = useNavigate();
  const notify = useNotify();
  return useMutation({
    mutationFn: ask,
    onError: notify.problem,
    onSuccess: ({ executionId }) =>
      navigate({ to: '/machines/$machineId/runs/$executionId', params: { machineId, executionId } }),
  });
}

/** Asks a machine for something, and goes to the run to watch it. */
export const useAsk = (machineId: string) => useRun(machineId, (wish: Wish) => askMachine(machineId, wish));
