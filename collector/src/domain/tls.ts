import type { OwnCa } from './repository.ts';

/** A certificate with those that have signed it, and its key, in PEM. */
export interface ServerCertificate {
  readonly cert: string;
  readonly key: string;
}

/** With what the collector proves to machines and browsers who it is. */
export interface Tls {
  readonly current: ServerCertificate;
  /** Set where the collector has signed its certificate itself. */
  readonly ownCa: OwnCa | null;
  /** Calls with each later certificate, until the end of the signal. */
  follow(onChange: (certificate: ServerCertificate) => void, signal: AbortSignal): void;
}
