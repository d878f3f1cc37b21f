import type { KeyObject } from 'node:crypto';
import type { ToCollector } from '@suivi/shared';

/** What the link must know of the machine and of the collector that it trusts. */
export interface LinkIdentity {
  readonly machineId: string;
  readonly collectorId: string;
  readonly collectorPublicKey: string;
  /** The one authority to trust, a certificate in PEM; those that Node trusts where there is none. */
  readonly ca?: string | null;
  readonly key: { readonly privateKey: KeyObject; readonly publicKey: string };
}

/** The process that speaks: what `hello` says of it. */
export type Speaker = Pick<ToCollector['hello'], 'agentVersion' | 'instance'>;
