import { expect, it } from 'vitest';
import { importantLines } from '../../../src/runner/outcome/important.ts';

it('takes what apt and dpkg warn of and notice from a log, each once, and leaves out what is harmless', () => {
  const log = `Reading package lists...
N: Ignoring file 'odd.file' in directory '/etc/apt/sources.list.d/' as it has an invalid filename extension
W: Unable to read /etc/apt/sources.list - RealFileExists (2: No such file or directory)
N: Download is performed unsandboxed as root as file 'x.deb' couldn't be accessed by user '_apt'.
N: Ignoring file 'odd.file' in directory '/etc/apt/sources.list.d/' as it has an invalid filename extension
Setting up nginx (1.1) ...
dpkg: warning: unable to delete old directory '/srv/x': Directory not empty
W: Something is odd.
`;
  expect(importantLines(log)).toEqual([
    "N: Ignoring file 'odd.file' in directory '/etc/apt/sources.list.d/' as it has an invalid filename extension",
    "dpkg: warning: unable to delete old directory '/srv/x': Directory not empty",
    'W: Something is odd.',
  ]);
});
