import { queryOptions } from '@tanstack/react-query';
import { ApiProblem, request } from './request.ts';

/** Why the collector cannot store something; null when it can, or when it does not answer, which is told otherwise. */
export const healthQuery = queryOptions({
  queryKey: ['health'],
  queryFn: async (): Promise<ApiProblem | null> => {
    try {
      await request('GET', '/health');
      return null;
    } catch (error) {
      return error instanceof ApiProblem && error.next !== '' ? error : null;
    }
  },
  structuralSharing: false,
});
