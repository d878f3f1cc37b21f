export { openPostInstallReader, postInstallFolders } from './probe.ts';
