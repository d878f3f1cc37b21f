import * as Type from 'typebox';

/** What an archive says of itself; it comes first in it. */
export const Manifest = Type.Object({
  format: Type.Literal('suivi-backup-1'),
  madeAt: Type.String(),
  /** Which database it is a copy of. */
  collectorId: Type.String(),
  /** Whether the master key lies in it: not where it came from SU_MASTER_KEY. */
  masterKey: Type.Boolean(),
  /** The name of the folder of reports and logs in it; null when there was none. */
  reports: Type.Union([Type.String({ pattern: '^[^/]{1,255}$' }), Type.Null()]),
});
export type Manifest = Type.Static<typeof Manifest>;

export const MANIFEST = 'manifest.json';
export const DATABASE = 'suivi.db';
export const MASTER_KEY = 'master.key';
