/** From which values on machines are warned of. */
export const thresholds = {
  tab: 'Warnings',
  intro:
    'From these values on a machine is warned of. A tag takes the place of what is set for all; where a machine has several of the tags, the lowest value counts. What is left empty is not set; the grey value counts then. Memory, load and temperature are warned of when they have been too high for so many minutes; the temperature is that of the hottest sensor, where a machine has one.',
  when: 'It counts from the next values that a machine sends, within a minute or so.',
  machines: 'Machines',
  all: 'All',
  keys: {
    diskPercent: 'Disk almost full, %',
    diskFullPercent: 'Disk full, %',
    memoryPercent: 'Memory, %',
    loadPerCore: 'Load per core',
    temperatureCelsius: 'Temperature, °C',
    forMinutes: 'For minutes',
  },
  of: (what: string, machines: string) => `${what}: ${machines}`,
  never: 'never',
  tag: 'Tag',
  addTag: 'Add the tag',
  remove: (tag: string) => `Remove ${tag}`,
  save: 'Save',
  saved: 'The thresholds were saved.',
};
