import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useNotify } from '../../../components/notices.tsx';

/** Asks for a run of profiles, and goes there to watch it. */
export function useProfileRun(machineId: string, ask: () => Promise<{ executionId: string }>) {
  const navigate = useNavigate();
  const notify = useNotify();
  return useMutation({
    mutationFn: ask,
    onError: notify.problem,
    onSuccess: ({ executionId }) =>
      navigate({ to: '/machines/$machineId/runs/$executionId', params: { machineId, executionId } }),
  });
}
