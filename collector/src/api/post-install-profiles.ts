import { Id, Nullable, PostInstallSteps } from '@suivi/shared';
import Type from 'typebox';
import { v7 as uuid } from 'uuid';
import { actorOf } from '../domain/actor.ts';
import type { ProfileAnswer } from '../domain/post-install.ts';
import { callerOf } from './access.ts';
import type { Api, AppDeps } from './deps.ts';
import { ApiError } from './errors.ts';
import { IdParams } from './paging.ts';
import { Profile, ProfileHistory, showProfile, showVersion } from './shape/post-install.ts';
import { Tags } from './shape/tag.ts';

const tags = ['post-install'];
const read = { scope: 'machines:read' } as const;
const write = { scope: 'machines:write' } as const;
/** A profile with its steps, of which keys are the longest. */
const BODY_LIMIT = 512 * 1024;
const DEFAULT_POSITION = 100;

const Name = Type.String({ pattern: '^[^\\s\\x00-\\x1f]([^\\x00-\\x1f]{0,98}[^\\s\\x00-\\x1f])?$' });
const Description = Nullable(Type.String({ maxLength: 1000 }));
const Position = Type.Integer({ minimum: 0, maximum: 10_000 });
const Assigned = { machineIds: Type.Array(Id, { maxItems: 5000 }), tags: Tags };
const closed = { additionalProperties: false } as const;

/** /api/post-install/profiles: what machines are to be like, declared here and applied only when somebody asks for it. */
export function postInstallProfiles(
  api: Api,
  { postInstall, feed, now = () => new Date() }: Pick<AppDeps, 'postInstall' | 'feed' | 'now'>,
): void {
  const find = async (id: string) => {
    const view = await postInstall.profile(id);
    if (!view) throw new ApiError('profile_not_found');
    return showProfile(view);
  };
  const settle = (answer: ProfileAnswer) => {
    if (answer === 'not_found') throw new ApiError('profile_not_found');
    if (answer === 'name_taken') throw new ApiError('profile_name_taken');
    if (answer === 'machine_not_found') throw new ApiError('machine_not_found');
    if (answer === 'outdated') throw new ApiError('profile_outdated');
    feed.publish(answer.changes);
  };

  api.get(
    '/api/post-install/profiles',
    {
      config: read,
      schema: {
        summary: 'List post-install profiles, in the order in which they apply',
        tags,
        response: { 200: Type.Object({ items: Type.Array(Profile) }) },
      },
    },
    async () => ({ items: (await postInstall.profiles()).map(showProfile) }),
  );

  api.post(
    '/api/post-install/profiles',
    {
      config: write,
      bodyLimit: BODY_LIMIT,
      schema: {
        summary: 'Declare a profile',
        description:
          'Its steps are a closed vocabulary. It is for these machines and tags from the beginning; for none where that is left out. ' +
          'Nothing is applied by declaring or assigning it.',
        tags,
        body: Type.Object(
          {
            name: Name,
            description: Type.Optional(Description),
            position: Type.Optional(Position),
            steps: PostInstallSteps,
            machineIds: Type.Optional(Assigned.machineIds),
            tags: Type.Optional(Assigned.tags),
          },
          closed,
        ),
        response: { 201: Profile },
      },
    },
    async (request, reply) => {
      const { name, description = null, position = DEFAULT_POSITION, steps } = request.body;
      const { machineIds = [], tags: forTags = [] } = request.body;
      const id = uuid();
      const by = actorOf(callerOf(request));
      const profile = { id, name, description, position, steps };
      const to = { machineIds, tags: forTags };
      settle(await postInstall.create(profile, to, by, now().toISOString()));
      return reply.code(201).send(await find(id));
    },
  );

  api.get(
    '/api/post-install/profiles/:id',
    {
      config: read,
      schema: { summary: 'One profile', tags, params: IdParams, response: { 200: Profile } },
    },
    ({ params }) => find(params.id),
  );

  api.patch(
    '/api/post-install/profiles/:id',
    {
      config: write,
      schema: {
        summary: 'Give a profile another name, description or place',
        description: 'What is left out stays. What it says changes by a new version alone.',
        tags,
        params: IdParams,
        body: Type.Object(
          {
            name: Type.Optional(Name),
            description: Type.Optional(Description),
            position: Type.Optional(Position),
          },
          { ...closed, minProperties: 1 },
        ),
        response: { 200: Profile },
      },
    },
    async (request) => {
      const { id } = request.params;
      settle(await postInstall.edit(id, request.body, actorOf(callerOf(request)), now().toISOString()));
      return find(id);
    },
  );

  api.delete(
    '/api/post-install/profiles/:id',
    {
      config: write,
      schema: {
        summary: 'Delete a profile',
        description: 'Machines that have it keep what it has set until their profiles are applied again.',
        tags,
        params: IdParams,
        response: { 204: Type.Null() },
      },
    },
    async (request, reply) => {
      settle(await postInstall.remove(request.params.id, actorOf(callerOf(request)), now().toISOString()));
      return reply.code(204).send(null);
    },
  );

  api.get(
    '/api/post-install/profiles/:id/versions',
    {
      config: read,
      schema: {
        summary: "A profile's versions, newest first",
        tags,
        params: IdParams,
        response: { 200: Type.Object({ items: Type.Array(ProfileHistory) }) },
      },
    },
    async ({ params: { id } }) => {
      await find(id);
      return { items: (await postInstall.versions(id)).map(showVersion) };
    },
  );

  api.post(
    '/api/post-install/profiles/:id/versions',
    {
      config: write,
      bodyLimit: BODY_LIMIT,
      schema: {
        summary: 'Declare the next version of a profile',
        description:
          'basedOn is the version that was edited: when somebody has made another one meanwhile, this one is refused. With a position ' +
          'the profile moves there at once.',
        tags,
        params: IdParams,
        body: Type.Object(
          {
            basedOn: Type.Integer({ minimum: 1 }),
            steps: PostInstallSteps,
            note: Type.Optional(Nullable(Type.String({ maxLength: 1000 }))),
            position: Type.Optional(Position),
          },
          closed,
        ),
        response: { 201: Profile },
      },
    },
    async (request, reply) => {
      const { id } = request.params;
      const { note = null, ...version } = request.body;
      const by = actorOf(callerOf(request));
      settle(await postInstall.addVersion(id, { ...version, note }, by, now().toISOString()));
      return reply.code(201).send(await find(id));
    },
  );

  api.put(
    '/api/post-install/profiles/:id/assignments',
    {
      config: write,
      bodyLimit: BODY_LIMIT,
      schema: {
        summary: 'Say for which machines a profile is',
        description:
          'These machines and those that carry one of these tags, from now on. Nothing is applied by that.',
        tags,
        params: IdParams,
        body: Type.Object(Assigned, closed),
        response: { 200: Profile },
      },
    },
    async (request) => {
      const { id } = request.params;
      settle(await postInstall.assign(id, request.body, actorOf(callerOf(request)), now().toISOString()));
      return find(id);
    },
  );
}
