import type { DockerInventory, DockerService } from '@suivi/shared';
import type { Notice, Sighting } from '../../domain/messages.ts';
import { notice, type Saying, sighting } from './notice.ts';

/** Everything that a person should read in what is known of a machine's containers. One that was not read has looked at nothing. Pure. */
export function ofInventory({ state, problem, stacks, others }: DockerInventory): Sighting {
  const looked = state === 'read' || state === 'not_installed';
  return sighting('docker_read', looked, [
    ...(state === 'failed' && problem ? [docker({ component: problem.code, message: problem.message })] : []),
    ...stacks.flatMap(({ name, problem: trouble, services }) => [
      ...(trouble && trouble.code !== 'compose_missing'
        ? [
            docker({
              component: name,
              message: `The stack ${name} cannot be updated from here. ${trouble.message}`,
            }),
          ]
        : []),
      ...services.flatMap((service) => ill(service, `${name}/${service.name}`)),
    ]),
    ...others.flatMap((service) => ill(service, service.name)),
  ]);
}

const docker = (said: Pick<Saying, 'component' | 'message'>): Notice =>
  notice({ source: 'docker', category: 'warning', severity: 'warning', ...said });

function ill({ containers, image }: DockerService, component: string): Notice[] {
  const { length } = containers.filter(({ health }) => health === 'unhealthy');
  const restarting = containers.some(({ state }) => state === 'restarting');
  return [
    ...(length > 0
      ? [docker({ component, message: `${component} (${image}) is unhealthy by its own health check.` })]
      : []),
    ...(restarting
      ? [docker({ component, message: `${component} (${image}) starts again and again.` })]
      : []),
  ];
}
