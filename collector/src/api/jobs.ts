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
export function jobs(
  api: Api,
  { jobStore, jobs: desk, query }: Pick<AppDeps, 'jobStore' | 'jobs' | 'query'>,
): void {
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
      const { id, status, machineId } = await find(request.params.id);
      const how = await desk.cancel(id, callerOf(request));
      if (how === 'unanswered') throw unanswered((await query.machine(machineId))?.presence.agentVersion);
      if (how !== 'cancelled') throw refusal(how, status);
      return find(id);
    },
  );
}

function refusal(how: Exclude<Cancellation, 'cancelled' | 'unanswered'>, status: JobStatus): ApiError {
  if (how === 'away')
    return new ApiError(
      'machine_not_connected',
      'The job was sent, and whether it has begun is not known while its machine is away.',
    );
  return new ApiError('job_not_queued', status === 'sent' ? 'The job has begun.' : `The job is ${status}.`);
}

/** An agent of an early build gives the job back and never says so; its version alone does not tell. */
const unanswered = (agentVersion: string | null | undefined): ApiError =>
  new ApiError(
    'machine_did_not_answer',
    `The machine was asked to give the job back and has not said whether it has begun. Its agent is version ${
      agentVersion ?? 'unknown'
    }; one that is older than this collector may be too old to answer.`,
    {
      next: 'See where the job stands: GET /api/jobs/:id. It may still run. If the machine never answers, upgrade its agent to the release of this collector and cancel again.',
    },
  );
