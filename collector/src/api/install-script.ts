import Type from 'typebox';
import { baseUrl } from './base-url.ts';
import type { Api, AppDeps } from './deps.ts';
import { renderInstallScript } from './install/render.ts';

/** GET /install.sh: what puts the agent on a machine. It holds no secret: the token is given to it on the machine. */
export function installScript(
  api: Api,
  { repository, publicUrl, ownCa = () => null }: Pick<AppDeps, 'repository' | 'publicUrl' | 'ownCa'>,
): void {
  api.get(
    '/install.sh',
    {
      exposeHeadRoute: false,
      config: { open: true },
      schema: {
        summary: 'The script that installs the agent',
        tags: ['enrolment'],
        response: {
          200: {
            description: 'A script for sh, with the address of this collector and the key of its repository.',
            content: { 'text/x-shellscript': { schema: Type.String() } },
          },
        },
      },
    },
    async (request, reply) =>
      reply.type('text/x-shellscript; charset=utf-8').send(
        await renderInstallScript({
          base: baseUrl(request, publicUrl),
          publicKey: repository.publicKey,
          ca: ownCa()?.pem ?? null,
        }),
      ),
  );
}
