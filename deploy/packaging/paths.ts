import { fileURLToPath } from 'node:url';

/** The absolute path of something in the checkout. */
export const path = (relative: string): string =>
  fileURLToPath(new URL(`../../${relative}`, import.meta.url));
