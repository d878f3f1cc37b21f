import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { askMachine, type Wish } from '../../api/actions.ts';
import { useNotify } from '../../components/notices.tsx';

/** Asks a machine for something, and goes to the run to watch it. */
export function useAsk(machineId: string) {
  const navigate = useNavigate();
  const notify = useNotify();
  return useMutation({
    mutationFn: (wish: Wish) => askMachine(machineId, wish),
    onError: notify.problem,
    onSuccess: ({ executionId }) =>
      navigate({ to: '/machines/$machineId/runs/$executionId', params: { machineId, executionId } }),
  });
}
