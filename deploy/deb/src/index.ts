export { type ChangelogEntry, formatChangelog } from './changelog.ts';
export {
  type Compression,
  type DebEntry,
  type DebSpec,
  type MaintainerScript,
  type PackOptions,
  packDeb,
} from './pack.ts';
export { type Fields, formatStanza } from './stanza.ts';
