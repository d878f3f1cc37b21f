import type { Messages } from '../en/index.ts';
import { pluralOf } from '../plural.ts';

const count = pluralOf('fr');

/** The guests of a host. */
export const guests: Messages['guests'] = {
  title: 'Invités',
  agents: {
    has_agent: 'a un agent',
    perhaps: 'peut-être, d’après son nom',
    none: 'pas encore d’agent',
    not_needed: 'un modèle',
    not_possible: 'hors famille Debian',
    unknown: 'non connu',
  },
  none: 'Elle n’a pas d’invités.',
  counts: (all, without, unknown) =>
    [
      count(all, { one: 'invité', other: 'invités' }),
      ...(without > 0 ? [`${without} sans agent`] : []),
      ...(unknown > 0 ? [`${unknown} dont on ne le sait pas`] : []),
    ].join(', '),
  silent: (n) =>
    `${count(n, { one: 'machine n’a', other: 'machines n’ont' })} pas encore donné ses adresses réseau : un invité sans agent peut être l’une d’elles.`,
  notAllowed: 'La politique de la machine ne laisse pas root lire leurs noms et leurs adresses.',
  neverRead: 'Root ne les a pas encore lus : leurs noms et leurs adresses ne sont pas connus.',
  read: 'Lus',
  id: 'Numéro',
  name: 'Nom',
  kind: 'Type',
  state: 'État',
  agent: 'Agent',
  kinds: { vm: 'machine virtuelle', container: 'conteneur' },
};
