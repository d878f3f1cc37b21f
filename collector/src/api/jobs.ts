import { Id, JobStatus } from '@suivi/shared';
import Type from 'typebox';
import type { Cancellation } from '../domain/jobs.ts';
import { callerOf } from './access.ts';
import type { Api, AppDeps } from './deps.ts';
import { ApiError } from './errors.ts';
import { IdParams, PageOf, pageOf, pageQuery, RequestId } from './paging.ts';
import { Job, JobHead } from './shape/job.ts';

const tags = ['actions'];

/** /api/jobs: requests to machines, and their cancellation. */
export function jobs(api: Api, { jobStore, jobs: desk }: Pick<AppDeps, 'jobStore' | 'jobs'>): void {
  const find = async (id: string) => {
    const job = await jobStore.find(id);
    if (!job) throw new ApiError('job_not_found');
    return job;
  };

  api.get(
    '/api/jobs',
    {
      config: { scope: 'machines:read' },
      schema: {
        summary: 'List jobs, newest first, without their parameters',
        tags,
        querystring: Type.Object(
          {
            machineId: Type.Optional(Id),
            status: Type.Optional(JobStatus),
            requestId: Type.Optional(RequestId),
            ...pageQuery,
          },
          { additionalProperties: false },
        ),
        response: { 200: PageOf(JobHead) },
      },
    },
    async ({ query: { limit, after, ...filter } }) =>
      pageOf(await jobStore.list(filter, { limit, after }), (row) => row),
  );

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
        summary: 'Cancel a job that has not begun',
        description:
          'A queued job is cancelled at once. One that was sent is asked back, which needs its machine to be connected.',
        tags,
        params: IdParams,
        response: { 200: Job },
      },
    },
    async (request) => {
      const { id, status } = await find(request.params.id);
      const how = await desk.cancel(id, callerOf(request));
      if (how !== 'cancelled') throw refusal(how, status);
      return find(id);
    },
  );
}

function refusal(how: Exclude<Cancellation, 'cancelled'>, status: JobStatus): ApiError {
  if (how === 'away')
    return new ApiError(
      'machine_not_connected',
      'The job was sent, and whether it has begun is not known while its machine is away.',
    );
  if (how === 'unanswered')
    return new ApiError(
      'machine_did_not_answer',
      'The machine was asked to give the job back and has not said whether it has begun.',
    );
  return new ApiError('job_not_queued', status === 'sent' ? 'The job has begun.' : `The job is ${status}.`);
}
