import type { MachineGuests } from '../../api/types.ts';
import { pluralOf } from '../plural.ts';

const count = pluralOf('en');

const agents: Record<MachineGuests['guests'][number]['agent']['state'], string> = {
  has_agent: 'has an agent',
  perhaps: 'perhaps, by its name',
  none: 'no agent yet',
  not_needed: 'a template',
  not_possible: 'not Debian’s family',
  unknown: 'not known',
};

/** The guests of a host. */
export const guests = {
  title: 'Guests',
  agents,
  none: 'It has no guests.',
  counts: (all: number, without: number, unknown: number) =>
    [
      count(all, { one: 'guest', other: 'guests' }),
      ...(without > 0 ? [`${without} without an agent`] : []),
      ...(unknown > 0 ? [`${unknown} of which that is not known`] : []),
    ].join(', '),
  silent: (n: number) =>
    `${count(n, { one: 'machine has', other: 'machines have' })} not told the network addresses yet: a guest without an agent may be one of them.`,
  notAllowed: 'The machine’s policy does not let root read their names and addresses.',
  neverRead: 'Root has not read them yet, so their names and addresses are not known.',
  read: 'Read',
  id: 'Number',
  name: 'Name',
  kind: 'Kind',
  state: 'State',
  agent: 'Agent',
  kinds: { vm: 'virtual machine', container: 'container' },
};
