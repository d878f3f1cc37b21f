import { pluralOf } from '../plural.ts';

const count = pluralOf('en');

/** The smaller rooms: packages, messages, timeline, adding a machine, signing in, the keyboard. */
export const rooms = {
  packages: {
    title: 'Packages',
    sentence: (n: number, security: number) =>
      `${count(n, { one: 'package is', other: 'packages are' })} pending, ${security} for security.`,
    searchHint: 'Search packages …',
    columns: { package: 'Package', versions: 'Comes to', machines: 'Machines' },
    onMachines: (n: number) => count(n, { one: 'machine', other: 'machines' }),
    heldBack: (n: number) => `${n} held or kept back`,
    empty: 'No package is pending on any machine.',
    noMatch: 'No pending package has this name.',
    nowhere: 'No machine has this package pending.',
    upgrade: (name: string, n: number) =>
      `Upgrade ${name} on ${count(n, { one: 'machine', other: 'machines' })}`,
    upgradeBody: 'Each machine upgrades this package alone, with what it needs, and removes nothing.',
    back: 'All packages',
    securityOnly: 'Security alone',
  },
  messages: { title: 'Messages', onMachine: 'Machine' },
  timeline: { title: 'Timeline', older: 'Show older' },
  add: {
    title: 'Add a machine',
    name: 'Its name',
    nameHint: 'Left empty, it goes by its host name.',
    make: 'Make the line to copy',
    copyThis: 'Run this on the machine, as root:',
    withToken: 'On a machine that has the agent installed, run as root:',
    good: (time: string) => `Good for one machine, until ${time}.`,
    steps: { waiting: 'Waiting for the machine', enrolled: 'Enrolled', analysed: 'First analysis' },
    done: (name: string) => `${name} is here.`,
    open: 'Look at it',
    another: 'Add another one',
  },
  signIn: {
    title: 'Sign in',
    name: 'Name',
    password: 'Password',
    code: 'Code of your authenticator',
    submit: 'Sign in',
    needCode: 'This account asks for a second factor.',
  },
  setup: {
    title: 'Make the first account',
    body: 'It may do everything; others are added in the settings.',
    password: 'Password, at least 12 characters',
    submit: 'Make the account',
    noToken: 'This page needs the link that the collector printed when it started.',
    noTokenNext: 'Print a new one on the machine of the collector: suivi-collector setup-link',
  },
  keys: {
    title: 'Keyboard',
    search: 'Search',
    move: 'Next and previous row',
    select: 'Select the row',
    open: 'Open the row',
    palette: 'Go to any machine or action',
    help: 'This list',
    fleet: 'Go to the fleet',
    packages: 'Go to packages',
  },
};
