import { Id, ReportKind } from '@suivi/shared';
import Type from 'typebox';
import { actorOf } from '../domain/actor.ts';
import { callerOf } from './access.ts';
import type { Api, AppDeps } from './deps.ts';
import { ApiError } from './errors.ts';
import { IdParams, PageOf, pageOf, pageQuery } from './paging.ts';
import { PinBody } from './shape/artifact.ts';
import { Report } from './shape/report.ts';

const tags = ['reports'];
const read = { scope: 'artifacts:read' } as const;

/** /api/reports: what was done, for people. */
export function reports(
  api: Api,
  {
    archive,
    readReport,
    feed,
    now = () => new Date(),
  }: Pick<AppDeps, 'archive' | 'readReport' | 'feed' | 'now'>,
): void {
  const find = async (id: string) => {
    const row = await archive.report(id);
    if (!row) throw new ApiError('report_not_found');
    return row;
  };

  api.get(
    '/api/reports',
    {
      config: read,
      schema: {
        summary: 'List reports, newest first',
        tags,
        querystring: Type.Object(
          { machineId: Type.Optional(Id), kind: Type.Optional(ReportKind), ...pageQuery },
          { additionalProperties: false },
        ),
        response: { 200: PageOf(Report) },
      },
    },
    async ({ query: { machineId, kind, ...page } }) =>
      pageOf(await archive.reports({ machineId, kind }, page), (row) => row),
  );

  api.get(
    '/api/reports/:id',
    {
      config: read,
      schema: { summary: 'One report, without its text', tags, params: IdParams, response: { 200: Report } },
    },
    ({ params }) => find(params.id),
  );

  api.get(
    '/api/reports/:id/content',
    {
      config: read,
      schema: {
        summary: 'The text of a report, as Markdown',
        tags,
        params: IdParams,
        response: {
          200: {
            description: 'Markdown in which nothing that came from a machine is markup.',
            content: { 'text/markdown': { schema: Type.String() } },
          },
        },
      },
    },
    async ({ params: { id } }, reply) => {
      const { path } = await find(id);
      const text = await readReport(path);
      if (text === null)
        throw new ApiError(
          'report_not_found',
          `The file of the report, ${path} below SU_REPORTS_DIR, is gone.`,
        );
      return reply.type('text/markdown; charset=utf-8').send(text);
    },
  );

  api.patch(
    '/api/reports/:id',
    {
      config: { scope: 'machines:write' },
      schema: {
        summary: 'Keep a report for ever, or no longer',
        tags,
        params: IdParams,
        body: PinBody,
        response: { 200: Report },
      },
    },
    async (request) => {
      const { id } = request.params;
      const by = actorOf(callerOf(request));
      const answer = await archive.pinReport(id, request.body.pinned, by, now().toISOString());
      if (typeof answer === 'string') throw new ApiError('report_not_found');
      feed.publish(answer.changes);
      return find(id);
    },
  );
}
