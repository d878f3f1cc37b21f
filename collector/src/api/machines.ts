import Type from 'typebox';
import { actorOf } from '../domain/actor.ts';
import type { MachineView } from '../domain/queries.ts';
import { callerOf } from './access.ts';
import type { Api, AppDeps } from './deps.ts';
import { ApiError } from './errors.ts';
import { IdParams, PageOf, pageOf, pageQuery } from './paging.ts';
import { Machine, quarantineOf, showMachine } from './shape/machine.ts';
import { Tag, Tags } from './shape/tag.ts';

const tags = ['machines'];
const read = { scope: 'machines:read' } as const;
const write = { scope: 'machines:write' } as const;

/** The machine with this id. Throws machine_not_found. */
export async function findMachine({ query }: Pick<AppDeps, 'query'>, id: string): Promise<MachineView> {
  const view = await query.machine(id);
  if (!view || view.machine.deletedAt !== null) throw new ApiError('machine_not_found');
  return view;
}

/** /api/machines: the fleet. */
export function machines(api: Api, deps: AppDeps): void {
  const { query, enrolment, feed, expelAgent, now = () => new Date() } = deps;
  const show = showMachine(deps);
  const shown = async (id: string) => show(await findMachine(deps, id));

  api.get(
    '/api/machines',
    {
      config: read,
      schema: {
        summary: 'List machines',
        tags,
        querystring: Type.Object({ tag: Type.Optional(Tag), ...pageQuery }, { additionalProperties: false }),
        response: { 200: PageOf(Machine) },
      },
    },
    async ({ query: { tag, ...page } }) => pageOf(await query.machines(page, tag), show),
  );

  api.get(
    '/api/machines/:id',
    {
      config: read,
      schema: { summary: 'One machine', tags, params: IdParams, response: { 200: Machine } },
    },
    ({ params }) => shown(params.id),
  );

  api.patch(
    '/api/machines/:id',
    {
      config: write,
      schema: {
        summary: 'Give a machine another name or other tags',
        description: 'What is left out stays. `tags` are all its tags from now on.',
        tags,
        params: IdParams,
        body: Type.Object(
          {
            name: Type.Optional(Type.String({ minLength: 1, maxLength: 256, pattern: '\\S' })),
            tags: Type.Optional(Tags),
          },
          { additionalProperties: false, minProperties: 1 },
        ),
        response: { 200: Machine },
      },
    },
    async (request) => {
      const { id } = request.params;
      const changes = await query.editMachine(id, request.body, actorOf(callerOf(request)));
      if (!changes) throw new ApiError('machine_not_found');
      feed.publish(changes);
      return shown(id);
    },
  );

  api.delete(
    '/api/machines/:id',
    {
      config: write,
      schema: {
        summary: 'Delete a machine',
        description: 'Its agent is refused from now on; its history stays until it is purged.',
        tags,
        params: IdParams,
        response: { 204: Type.Null() },
      },
    },
    async (request, reply) => {
      const { id } = request.params;
      const changes = await query.deleteMachine(id, now().toISOString(), actorOf(callerOf(request)));
      if (!changes) throw new ApiError('machine_not_found');
      expelAgent(id);
      feed.publish(changes);
      return reply.code(204).send(null);
    },
  );

  api.post(
    '/api/machines/:id/adopt',
    {
      config: write,
      schema: {
        summary: 'Let in a machine whose key is not known',
        description:
          'For a machine in quarantine with reason unknown_key, e.g. after a backup was restored. ' +
          'Where it claims to be a known machine, its key replaces that of the known one, which is then the answer.',
        tags,
        params: IdParams,
        response: { 200: Machine },
      },
    },
    async (request) => {
      const { id } = request.params;
      const { machine } = await findMachine(deps, id);
      const changes = await enrolment.adopt(id, now().toISOString(), actorOf(callerOf(request)));
      if (!changes) throw new ApiError('not_quarantined');
      feed.publish(changes);
      return shown(quarantineOf(machine)?.of ?? id);
    },
  );
}
