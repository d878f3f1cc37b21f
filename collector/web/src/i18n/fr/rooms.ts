import type { rooms as English } from '../en/rooms.ts';
import { pluralOf } from '../plural.ts';

const count = pluralOf('fr');
const machines = (n: number) => count(n, { one: 'machine', other: 'machines' });

/** The smaller rooms: packages, messages, timeline, adding a machine, signing in, the keyboard. */
export const rooms: typeof English = {
  packages: {
    title: 'Paquets',
    sentence: (n, security) =>
      `${count(n, { one: 'paquet en attente', other: 'paquets en attente' })}, dont ${security} de sécurité.`,
    searchHint: 'Rechercher un paquet…',
    columns: { package: 'Paquet', versions: 'Passe à', machines: 'Machines' },
    onMachines: machines,
    heldBack: (n) => (n === 1 ? '1 gelé ou retenu' : `${n} gelés ou retenus`),
    empty: 'Aucun paquet n’est en attente sur aucune machine.',
    noMatch: 'Aucun paquet en attente ne porte ce nom.',
    nowhere: 'Ce paquet n’est en attente sur aucune machine.',
    upgrade: (name, n) => `Mettre à niveau ${name} sur ${machines(n)}`,
    upgradeBody: 'Chaque machine met à niveau ce seul paquet, avec ce qu’il lui faut, et ne supprime rien.',
    back: 'Tous les paquets',
    securityOnly: 'Sécurité seulement',
  },
  messages: { title: 'Messages', onMachine: 'Machine' },
  timeline: { title: 'Chronologie', older: 'Afficher plus ancien' },
  add: {
    title: 'Ajouter une machine',
    name: 'Son nom',
    nameHint: 'Laissé vide, elle porte son nom d’hôte.',
    make: 'Créer la ligne à copier',
    copyThis: 'Exécutez ceci sur la machine, en tant que root :',
    withToken: 'Sur une machine où l’agent est installé, exécutez en tant que root :',
    good: (time) => `Valable pour une machine, jusqu’à ${time}.`,
    steps: {
      waiting: 'En attente de la machine',
      enrolled: 'Inscrite',
      analysed: 'Première analyse',
    },
    done: (name) => `${name} est là.`,
    open: 'La regarder',
    another: 'En ajouter une autre',
  },
  signIn: {
    title: 'Se connecter',
    name: 'Nom',
    password: 'Mot de passe',
    code: 'Code de votre authentificateur',
    submit: 'Se connecter',
    needCode: 'Ce compte demande un second facteur.',
  },
  setup: {
    title: 'Créer le premier compte',
    body: 'Il peut tout faire ; les autres s’ajoutent dans les réglages.',
    password: 'Mot de passe, 12 caractères au moins',
    submit: 'Créer le compte',
    noToken: 'Cette page a besoin du lien que le collecteur a affiché à son démarrage.',
    noTokenNext: 'Affichez-en un nouveau sur la machine du collecteur : suivi-collector setup-link',
  },
  keys: {
    title: 'Clavier',
    search: 'Rechercher',
    move: 'Ligne suivante et précédente',
    select: 'Choisir la ligne',
    open: 'Ouvrir la ligne',
    palette: 'Aller à une machine ou à une action',
    help: 'Cette liste',
    fleet: 'Aller au parc',
    packages: 'Aller aux paquets',
  },
};
