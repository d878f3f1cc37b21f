export { openFileTls } from './files.ts';
export { serverNames } from './names.ts';
export { openOwnTls } from './own.ts';
