import { redact } from '../../domain/redact.ts';

const IMPORTANT = /^(?:[EWN]: |dpkg: (?:error|warning)|dpkg-\S+: (?:error|warning)|update-initramfs: failed)/;
/** What apt says of harmless things. */
const NOISE =
  /^[WN]: (?:Download is performed unsandboxed|Unable to read .* \(2: No such file or directory\))/;
const MOST_LINES = 200;

/** The lines of a log that a person should see, each once, without secrets. */
export const importantLines = (log: string): string[] =>
  [...new Set(log.split('\n').filter((line) => IMPORTANT.test(line) && !NOISE.test(line)))]
    .slice(0, MOST_LINES)
    .map((line) => redact(line.slice(0, 2000)));
