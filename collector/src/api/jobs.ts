import { callerOf } from './access.ts';
import type { Api, AppDeps } from './deps.ts';
import { ApiError } from './errors.ts';
import { IdParams } from './paging.ts';
import { Job } from './shape/job.ts';

const tags = ['actions'];

/** /api/jobs/:id: a request to a machine, and its cancellation. */
export function jobs(api: Api, { jobStore, jobs: desk }: Pick<AppDeps, 'jobStore' | 'jobs'>): void {
  const find = async (id: string) => {
    const job = await jobStore.find(id);
    if (!job) throw new ApiError('job_not_found');
    return job;
  };

  api.get(
    '/api/jobs/:id',
    {
      config: { scope: 'machines:read' },
      schema: { summary: 'Where a job stands', tags, params: IdParams, response: { 200: Job } },
    },
    ({ params }) => find(params.id),
  );

  api.delete(
    '/api/jobs/:id',
    {
      config: { scope: 'actions:run' },
      schema: {
        summary: 'Cancel a job that is still queued',
        tags,
        params: IdParams,
        response: { 200: Job },
      },
    },
    async (request) => {
      const { id, status } = await find(request.params.id);
      if (!(await desk.cancel(id, callerOf(request))))
        throw new ApiError('job_not_queued', `The job is ${status}.`);
      return find(id);
    },
  );
}
