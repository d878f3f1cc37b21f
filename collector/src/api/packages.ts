import { PackageName } from '@suivi/shared';
import Type from 'typebox';
import type { Api, AppDeps } from './deps.ts';
import { byPackage, FleetPackage, PackageOnMachine } from './shape/package.ts';

const tags = ['packages'];
const config = { scope: 'machines:read' } as const;

/** /api/packages: the fleet turned round, by what is pending. */
export function packages(api: Api, { query }: Pick<AppDeps, 'query'>): void {
  api.get(
    '/api/packages',
    {
      config,
      schema: {
        summary: 'Which packages are pending on the fleet',
        description:
          'By the newest analysis of each machine; without pages. Those for security come first, then those that most machines wait for.',
        tags,
        response: { 200: Type.Object({ items: Type.Array(FleetPackage) }) },
      },
    },
    async () => ({ items: byPackage(await query.pendingPackages()) }),
  );

  api.get(
    '/api/packages/:name',
    {
      config,
      schema: {
        summary: 'Which machines have a package pending',
        description: 'None when nobody has: the package may be up to date everywhere, or not known.',
        tags,
        params: Type.Object({ name: PackageName }),
        response: { 200: Type.Object({ name: Type.String(), items: Type.Array(PackageOnMachine) }) },
      },
    },
    async ({ params: { name } }) => ({
      name,
      items: (await query.pendingPackages()).filter((pending) => pending.name === name),
    }),
  );
}
