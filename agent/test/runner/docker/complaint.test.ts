import { expect, test } from 'vitest';
import { complaintOf } from '../../../src/runner/docker/complaint.ts';

test.each([
  [
    'the last line with a sign',
    'Pulling web\nError response: manifest unknown\nnot to be had.',
    'Error response: manifest unknown',
  ],
  ['else the last line', 'one\ntwo.\n\n', 'two'],
  ['nothing', '\n', ''],
  [
    'not that there were errors, with which Compose 1 ends',
    'Recreating app_web_1 ... error\n\nERROR: for web  Cannot start service web: port is in use\nEncountered errors while bringing up the project.\n',
    'ERROR: for web  Cannot start service web: port is in use',
  ],
  ['no secret', 'Error: login with password=hunter2 failed', 'Error: login with password=******* failed'],
])('%s', (_, text, complaint) => expect(complaintOf(text)).toBe(complaint));
