import type { RegistryAnswers, RegistryImageRow } from './docker.ts';
import type { Change } from './rows.ts';

/** Store ← registry: which images machines run, and what their registries have said. */
export interface RegistryStore {
  /** The whole names of the images that machines run and that the collector is to ask for, each once. */
  names(): Promise<readonly string[]>;
  answers(references: readonly string[]): Promise<RegistryAnswers>;
  /** Keeps answers and derives the state of the machines concerned; gives the changes to publish. */
  save(rows: readonly RegistryImageRow[]): Promise<readonly Change[]>;
}
