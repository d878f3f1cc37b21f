import { Migration20261124000803_foundation } from './Migration20261124000803_foundation.ts';

/** In the order in which they are applied. Written by `npm run migration:create`. */
export const postgresqlMigrations = [
  { name: 'Migration20261124000803_foundation', class: Migration20261124000803_foundation },
];
