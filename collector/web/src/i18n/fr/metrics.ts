import type { Messages } from '../en/index.ts';
import { pluralOf } from '../plural.ts';

const count = pluralOf('fr');

/** How a machine is doing and was doing. */
export const metrics: Messages['metrics'] = {
  span: 'Période',
  spans: { hour: 'Dernière heure', day: 'Dernier jour', week: 'Dernière semaine', year: 'Dernière année' },
  load: 'Charge sur une minute',
  memory: 'Mémoire utilisée',
  temperature: 'Température du capteur le plus chaud',
  celsius: (degrees) => `${degrees} °C`,
  disks: 'Systèmes de fichiers utilisés',
  nothing: 'Rien n’a été mesuré pendant ce temps.',
  summary: (lowest, average, peak) => `au moins ${lowest}, ${average} en moyenne, au plus ${peak}`,
  point: (time, average, peak) => `${time} : ${average}, au plus ${peak}`,
  gaps: (n) =>
    `${count(n, { one: 'trou', other: 'trous' })} : rien n’y a été mesuré, car la machine ou le collecteur était absent.`,
  asTable: 'Les valeurs sous forme de tableau',
  tableOf: (title) => `${title} : valeurs`,
  time: 'Heure',
  cell: (average, peak) => `${average} (au plus ${peak})`,
  notMeasured: 'non mesuré',
  steps: (step) => `Chaque pas dure ${step} : le trait épais est sa moyenne, le trait fin son maximum.`,
  forecast: 'Quand les disques seront pleins',
  fullIn: (days, perDay) =>
    days < 1
      ? `d’ici un jour, à ce rythme (${perDay} % par jour)`
      : `dans environ ${count(Math.round(days), { one: 'jour', other: 'jours' })}, à ce rythme (${perDay} % par jour)`,
  notGrowing: 'pas d’ici un an',
  notKnown: {
    too_little_data: 'pas encore connu : il faut un jour de mesures',
    no_trend: 'inconnu : cela monte et descend',
  },
  forecastHow: 'D’après une droite à travers les sept derniers jours.',
};
