import type { Messages } from '../en/index.ts';

/** From which values on machines are warned of. */
export const thresholds: Messages['thresholds'] = {
  tab: 'Avertissements',
  intro:
    'À partir de ces valeurs, un avertissement est donné. Une étiquette remplace ce qui est fixé pour toutes ; si une machine porte plusieurs de ces étiquettes, la valeur la plus basse compte. Ce qui est laissé vide n’est pas fixé ; la valeur grisée compte alors. Pour la mémoire, la charge et la température, l’avertissement vient quand la valeur est trop haute depuis ce nombre de minutes ; la température est celle du capteur le plus chaud, si la machine en a un.',
  when: 'Cela compte dès les prochaines valeurs envoyées par une machine, en une minute environ.',
  machines: 'Machines',
  all: 'Toutes',
  keys: {
    diskPercent: 'Disque presque plein, %',
    diskFullPercent: 'Disque plein, %',
    memoryPercent: 'Mémoire, %',
    loadPerCore: 'Charge par cœur',
    temperatureCelsius: 'Température, °C',
    forMinutes: 'Pendant, minutes',
  },
  of: (what, machines) => `${what} : ${machines}`,
  never: 'jamais',
  tag: 'Étiquette',
  addTag: 'Ajouter l’étiquette',
  remove: (tag) => `Retirer ${tag}`,
  save: 'Enregistrer',
  saved: 'Les seuils ont été enregistrés.',
};
