export { openPostInstallReader, POST_INSTALL_FOLDERS } from './probe.ts';
