import type { Messages } from '../en/index.ts';
import { pluralOf } from '../plural.ts';

const count = pluralOf('fr');

/** What a machine is made of. */
export const hardware: Messages['hardware'] = {
  none: 'La machine n’a pas encore décrit son matériel.',
  noneNext:
    'Son agent le fait quelques secondes après sa connexion ; un agent trop ancien ne le fait jamais.',
  state: 'État du matériel',
  container: 'C’est un conteneur : ce qu’il voit appartient à son hôte, et c’est là qu’on en juge.',
  fine: 'Rien d’anormal, pour autant que la machine puisse le dire.',
  fineUnprobed:
    'Rien d’anormal, pour autant qu’on puisse le dire sans root. La santé des disques n’est pas connue.',
  checked: 'Observé',
  probed: 'Examiné par root',
  notProbed:
    'SMART, numéros de série et micrologiciels manquants : pas encore lus ; lancez un examen du matériel.',
  machine: 'La machine',
  board: 'Modèle',
  serial: 'Numéro de série',
  cpu: 'Processeur',
  memory: 'Mémoire',
  ecc: 'Erreurs de mémoire (ECC)',
  noEcc: 'rien ne les surveille',
  eccErrors: (corrected, uncorrected) =>
    corrected + uncorrected === 0
      ? 'aucune depuis le démarrage'
      : `${corrected} corrigées, ${uncorrected} non, depuis le démarrage`,
  firmware: 'Micrologiciel',
  mode: 'Démarre par',
  modes: { uefi: 'UEFI', bios: 'BIOS', device_tree: 'arbre de périphériques' },
  bootloader: 'Chargeur (EEPROM) construit',
  firmwareUpdates: 'Mises à jour du micrologiciel',
  missingFirmware: 'Micrologiciels qui manquent aux pilotes',
  power: 'Alimentation',
  powerGood: 'sans incident depuis le démarrage',
  powerBad: 'incidents depuis le démarrage',
  disks: 'Disques',
  name: 'Nom',
  model: 'Modèle',
  kind: 'Type',
  size: 'Taille',
  health: 'Santé (SMART)',
  diskKinds: {
    hdd: 'disque dur',
    ssd: 'SSD',
    nvme: 'NVMe',
    mmc: 'carte',
    virtual: 'virtuel',
    unknown: 'inconnu',
  },
  virtualDisk: 'sans objet : le disque est virtuel',
  smartNotRead: 'pas encore lue ; lancez un examen du matériel',
  noSmartctl: 'inconnue : installez smartmontools',
  passed: 'bonne',
  failing: 'en panne prochaine',
  hours: (n) => `${count(n, { one: 'heure', other: 'heures' })} de marche`,
  worn: (percent) => `${percent} % de ses écritures consommés`,
  pending: (n) => count(n, { one: 'secteur illisible', other: 'secteurs illisibles' }),
  reallocated: (n) => count(n, { one: 'secteur remplacé', other: 'secteurs remplacés' }),
  gpus: 'Graphisme',
  driver: 'Pilote',
  version: 'Version',
  noDriver: 'aucun',
  network: 'Réseau',
  mac: 'Adresse',
  link: 'Lien',
  up: 'actif',
  down: 'inactif',
  temperatures: 'Températures lors de l’observation',
  celsius: 'Température',
  critical: 'Critique à',
};
