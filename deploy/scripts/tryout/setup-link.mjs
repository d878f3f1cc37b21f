import { execFile } from 'node:child_process';

/** The one-time link that makes the first administrator; null when there is one, or none can be made. */
export const setupLink = (collector, env) =>
  new Promise((resolve) => {
    execFile(process.execPath, [collector, 'setup-link'], { env }, (error, stdout) =>
      resolve(error ? null : stdout.trim()),
    );
  });
