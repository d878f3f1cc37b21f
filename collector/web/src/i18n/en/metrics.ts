import { pluralOf } from '../plural.ts';

const count = pluralOf('en');

/** How a machine is doing and was doing. */
export const metrics = {
  span: 'How far back',
  spans: { hour: 'Last hour', day: 'Last day', week: 'Last week', year: 'Last year' },
  load: 'Load of one minute',
  memory: 'Memory in use',
  temperature: 'Temperature of the hottest sensor',
  celsius: (degrees: string) => `${degrees} °C`,
  disks: 'File systems in use',
  nothing: 'Nothing was measured in this time.',
  summary: (lowest: string, average: string, peak: string) =>
    `lowest ${lowest}, on average ${average}, at most ${peak}`,
  point: (time: string, average: string, peak: string) => `${time}: ${average}, at most ${peak}`,
  gaps: (n: number) =>
    `${count(n, { one: 'gap', other: 'gaps' })}: nothing was measured there, because the machine or the collector was away.`,
  asTable: 'The values as a table',
  tableOf: (title: string) => `${title}: values`,
  time: 'Time',
  cell: (average: string, peak: string) => `${average} (at most ${peak})`,
  notMeasured: 'not measured',
  steps: (step: string) => `Each step is ${step}: the thick line is its average, the thin one its peak.`,
  forecast: 'When the disks will be full',
  fullIn: (days: number, perDay: string) =>
    days < 1
      ? `within a day, if it goes on like this (${perDay} % a day)`
      : `in about ${count(Math.round(days), { one: 'day', other: 'days' })}, if it goes on like this (${perDay} % a day)`,
  notGrowing: 'not within a year',
  notKnown: {
    too_little_data: 'not known yet: it takes a day of measures',
    no_trend: 'not known: it goes up and down',
  },
  forecastHow: 'By a straight line through the last seven days.',
};
