import { DockerInventory, DockerService, DockerStack, IsoTime, Nullable } from '@suivi/shared';
import Type, { type Static } from 'typebox';
import { isUpdate, type RegistryAnswers, verdictOf } from '../../domain/docker.ts';
import type { SnapshotRow } from '../../domain/rows.ts';

const Problem = Nullable(
  Type.Object({ code: Type.String(), message: Type.String() }, { description: 'Why this is not known.' }),
);

const Verdict = Type.Object({
  state: Type.Enum(['current', 'behind', 'not_started', 'pinned', 'built_here', 'unknown'], {
    description:
      'How the image that runs stands to its registry. `not_started`: fetched, and the containers run the old one.',
  }),
  latest: Nullable(Type.String({ description: 'The digest that an update would bring, where it is known.' })),
  askedAt: Nullable(IsoTime),
  problem: Problem,
});

const Service = Type.Object({ ...DockerService.properties, update: Verdict });

/** What a machine's containers run, and what of it has something newer. */
export const DockerStacks = Type.Object({
  ...Type.Omit(DockerInventory, ['stacks', 'others', 'machineId']).properties,
  confirmedAt: { ...IsoTime, description: "When this was last found to hold, by the machine's clock." },
  receivedAt: IsoTime,
  updates: Type.Integer({ description: 'How many services an update would change.' }),
  unknown: Type.Integer({ description: 'Of how many services it is not known.' }),
  stacks: Type.Array(
    Type.Object({
      ...DockerStack.properties,
      updates: Type.Integer(),
      services: Type.Array(Service),
    }),
  ),
  others: Type.Array(Service, { description: 'Containers that belong to no stack.' }),
});
export type DockerStacks = Static<typeof DockerStacks>;

/** Joins an inventory with what the registries have said. Pure. */
export function showStacks(
  row: SnapshotRow,
  inventory: DockerInventory,
  answers: RegistryAnswers,
): DockerStacks {
  const judged = (service: DockerService) => ({ ...service, update: verdictOf(service, answers) });
  const stacks = inventory.stacks.map((stack) => {
    const services = stack.services.map(judged);
    return { ...stack, services, updates: services.filter(({ update }) => isUpdate(update)).length };
  });
  const others = inventory.others.map(judged);
  const all = [...stacks.flatMap(({ services }) => services), ...others];
  return {
    ...inventory,
    confirmedAt: row.lastConfirmedAt ?? row.checkedAt,
    receivedAt: row.receivedAt,
    updates: all.filter(({ update }) => isUpdate(update)).length,
    unknown: all.filter(({ update }) => update.state === 'unknown').length,
    stacks,
    others,
  };
}
