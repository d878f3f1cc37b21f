import { Nullable } from '@suivi/shared';
import Type, { type Static } from 'typebox';
import { actorOf } from '../domain/actor.ts';
import { sshProblem } from '../domain/ssh-problems.ts';
import { callerOf } from './access.ts';
import { baseUrl } from './base-url.ts';
import type { Api, AppDeps } from './deps.ts';
import { ApiError } from './errors.ts';
import { renderInstallScript } from './install/render.ts';
import { IdParams } from './paging.ts';
import { HostKey, SshInstall, showSshInstall } from './shape/ssh-install.ts';
import { Tags } from './shape/tag.ts';

/** Host keys that one caller's address may have read in a minute: enough for people, too few to look for open ports. */
const LOOKS_PER_MINUTE = 30;
const tags = ['enrolment'];
/** Who may have the collector connect to any machine could use it to look around in its network. */
const config = { scope: 'clients:admin' } as const;

const Secret = (description: string) =>
  Type.Optional(
    Nullable(Type.String({ minLength: 1, maxLength: 1024, pattern: '^[^\\r\\n\\0]*$', description })),
  );

const place = {
  hostname: Type.String({
    minLength: 1,
    maxLength: 253,
    pattern: '^[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?$|^[0-9A-Fa-f:]*:[0-9A-Fa-f:.]*$',
    description: 'A name or an address that the collector reaches.',
  }),
  port: Type.Optional(Type.Integer({ minimum: 1, maximum: 65_535, description: '22 unless said.' })),
};

const Body = Type.Object(
  {
    ...place,
    hostKey: Type.String({
      pattern: '^SHA256:[A-Za-z0-9+/]{43}$',
      description: 'The fingerprint that was compared, from POST /api/machines/ssh-host-key.',
    }),
    username: Type.String({ pattern: '^[a-zA-Z0-9_][a-zA-Z0-9_.@\\\\-]{0,63}$' }),
    password: Secret('To log in with, and for sudo unless sudoPassword is given.'),
    key: Type.Optional(
      Nullable(
        Type.String({ minLength: 1, maxLength: 16_384, description: 'A private key as text, instead.' }),
      ),
    ),
    passphrase: Secret('Of the key.'),
    sudoPassword: Secret('For sudo, where the user is not root.'),
    name: Type.Optional(Nullable(Type.String({ minLength: 1, maxLength: 256, pattern: '\\S' }))),
    tags: Type.Optional(Tags),
    keepCredentials: Type.Optional(
      Type.Boolean({
        description: 'Keep them, sealed, when the machine has enrolled. Otherwise they are erased.',
      }),
    ),
  },
  { additionalProperties: false },
);

/** /api/machines/ssh-*: putting the agent on a machine over SSH. */
export function sshInstall(api: Api, deps: AppDeps): void {
  const { sshInstalls, repository, publicUrl, ownCa = () => null } = deps;

  api.post(
    '/api/machines/ssh-host-key',
    {
      config: { ...config, rateLimit: { max: LOOKS_PER_MINUTE, timeWindow: '1 minute' } },
      schema: {
        summary: 'Read the SSH host key of a machine',
        description:
          'Nobody logs in. Compare the fingerprint with `ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub` on the machine.',
        tags,
        body: Type.Object(place, { additionalProperties: false }),
        response: { 200: HostKey },
      },
    },
    async (request) => {
      const { hostname, port = 22 } = request.body;
      const found = await sshInstalls.readHostKey({ hostname, port }, actorOf(callerOf(request)));
      return { hostname, port, ...found };
    },
  );

  api.post(
    '/api/machines/ssh-install',
    {
      config,
      schema: {
        summary: 'Install the agent on a machine over SSH',
        description:
          'Answers at once; GET the attempt, or follow `ssh_install` on the stream. Nothing is sent to a server with another host ' +
          'key. What is logged in with is kept sealed while the attempt goes on, and erased at its end.',
        tags,
        body: Body,
        response: { 202: SshInstall },
      },
    },
    async (request, reply) => {
      const { body } = request;
      refuseHalfCredentials(body);
      if (repository.newestVersion === null)
        throw sshProblem('no_agent_package', 'The collector has no package of the agent to offer.');
      const base = baseUrl(request, publicUrl);
      if (isLocal(new URL(base).hostname) && !isLocal(body.hostname))
        throw sshProblem('collector_is_local', `The machine cannot reach the collector at ${base}.`);
      const id = await sshInstalls.start(
        {
          hostname: body.hostname.toLowerCase(),
          port: body.port ?? 22,
          username: body.username,
          hostKey: body.hostKey,
          password: body.password ?? null,
          privateKey: body.key ?? null,
          passphrase: body.passphrase ?? null,
          sudoPassword: body.sudoPassword ?? null,
          name: body.name ?? null,
          tags: body.tags ?? [],
          keepCredentials: body.keepCredentials ?? false,
          script: await renderInstallScript({
            base,
            publicKey: repository.publicKey,
            ca: ownCa()?.pem ?? null,
          }),
        },
        actorOf(callerOf(request)),
      );
      return reply.code(202).send(await shown(id));
    },
  );

  const shown = async (id: string) => {
    const row = await sshInstalls.find(id);
    if (!row) throw new ApiError('ssh_install_not_found');
    return showSshInstall(row);
  };

  api.get(
    '/api/machines/ssh-install/:id',
    {
      config,
      schema: {
        summary: 'One attempt to install over SSH',
        tags,
        params: IdParams,
        response: { 200: SshInstall },
      },
    },
    ({ params }) => shown(params.id),
  );

  api.delete(
    '/api/machines/ssh-install/:id',
    {
      config,
      schema: {
        summary: 'Cancel an attempt to install over SSH',
        description:
          'Its token counts no longer and its credentials are erased. What apt has begun on the machine goes on there to its end.',
        tags,
        params: IdParams,
        response: { 200: SshInstall },
      },
    },
    async (request) => {
      const { id } = request.params;
      const row = await shown(id);
      if (row.finishedAt !== null || !(await sshInstalls.cancel(id, actorOf(callerOf(request)))))
        throw new ApiError('ssh_install_ended');
      return shown(id);
    },
  );
}

function refuseHalfCredentials({ password, key, passphrase }: Static<typeof Body>): void {
  const wrong = (path: string, message: string) =>
    new ApiError('validation_failed', undefined, { fields: [{ path: `body.${path}`, message }] });
  if (!password && !key) throw wrong('password', 'or `key` is needed to log in');
  if (password && key) throw wrong('key', 'and `password` cannot both be given; sudoPassword is for sudo');
  if (passphrase && !key) throw wrong('passphrase', 'is of a key, and none was given');
}

const isLocal = (hostname: string): boolean => /^(localhost|127\..*|\[?::1\]?)$/i.test(hostname);
