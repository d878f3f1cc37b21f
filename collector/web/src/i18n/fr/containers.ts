import type { Messages } from '../en/index.ts';
import { pluralOf } from '../plural.ts';

const count = pluralOf('fr');

/** Les conteneurs d'une machine. */
export const containers: Messages['containers'] = {
  states: {
    not_installed: 'Il n’y a pas de moteur de conteneurs sur cette machine.',
    not_allowed:
      'Un moteur de conteneurs est installé ; la politique de cette machine n’autorise pas à le lire.',
    never_read: 'Le moteur de conteneurs n’a pas encore été lu.',
    failed: 'Le moteur de conteneurs n’a pas pu être lu.',
  },
  images: {
    current: 'à jour',
    behind: 'image plus récente',
    not_started: 'téléchargée, pas démarrée',
    pinned: 'épinglée',
    built_here: 'construite ou nommée ici',
    unknown: 'inconnu',
  },
  none: 'La machine n’a pas encore dit si elle exécute des conteneurs.',
  noneNext: 'Elle le dit quelques minutes après sa connexion.',
  notInstalledNext: 'Docker, ou Podman avec sa socket, apparaît ici une fois installé.',
  notAllowedNext:
    'Écrivez "docker": "read" (ou "manage", pour les mises à jour) dans /etc/suivi/policy.json sur la machine.',
  engine: (kind, version) => `${kind} ${version}`,
  read: (ago) => `lu ${ago}`,
  readNow: 'Lire maintenant',
  noStacks: 'Aucun conteneur.',
  others: 'Conteneurs isolés',
  columns: { service: 'Service', image: 'Image', state: 'État', containers: 'Conteneurs' },
  updates: (n) => count(n, { one: 'mise à jour', other: 'mises à jour' }),
  pull: 'Télécharger les images',
  update: 'Mettre à jour',
  updateOf: (stack) => `Mettre à jour ${stack}`,
  pullOf: (stack) => `Télécharger les images de ${stack}`,
  askUpdate: (stack) => `Mettre à jour la pile ${stack} ?`,
  askUpdateBody:
    'Ces images sont téléchargées et démarrées. Si un service n’est alors pas en bonne santé, tous reviennent à leurs anciennes images.',
  prune: 'Ce qui peut être supprimé',
  pruneUnknown: 'On ne sait pas ce qui peut être supprimé.',
  dangling: (n, size) => `${count(n, { one: 'image', other: 'images' })} sans nom : ${size}`,
  unused: (n, size) =>
    `${count(n, { one: 'image', other: 'images' })} qu’aucun conteneur n’utilise, celles-là comprises : ${size}`,
  buildCache: (size) => `Cache de construction : ${size}`,
  pruneSome: 'Supprimer celles sans nom',
  pruneAll: 'Supprimer toutes les inutilisées',
  askPrune: 'Supprimer les images qu’aucun conteneur n’utilise ?',
  askPruneBody:
    'Les conteneurs, réseaux et volumes restent. Une image dont on aura encore besoin devra être retéléchargée ou reconstruite.',
  asked: (ago) => `registre interrogé ${ago}`,
};
