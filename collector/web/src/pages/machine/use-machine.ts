import { useSuspenseQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { machineQuery } from '../../api/queries.ts';
import type { Machine } from '../../api/types.ts';

const route = getRouteApi('/app/machines/$machineId');

/** The machine of this room; its page has loaded it. */
export function useMachine(): Machine {
  const { machineId } = route.useParams();
  return useSuspenseQuery(machineQuery(machineId)).data;
}
