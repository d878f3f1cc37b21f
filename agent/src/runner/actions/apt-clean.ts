import type { Action } from './action.ts';
import { runPlain } from './plain.ts';

/** Removes downloaded packages. */
export const aptClean: Action = {
  perform: (context) =>
    runPlain(context, {
      name: 'clean',
      command: ['apt-get', '-q', 'clean'],
      what: 'The folder of downloaded packages',
    }),
};
