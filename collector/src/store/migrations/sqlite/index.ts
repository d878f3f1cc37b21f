import { Migration20261124000802_foundation } from './Migration20261124000802_foundation.ts';

/** In the order in which they are applied. Written by `npm run migration:create`. */
export const sqliteMigrations = [
  { name: 'Migration20261124000802_foundation', class: Migration20261124000802_foundation },
];
