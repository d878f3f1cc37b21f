import type { Page, PageRequest } from './page.ts';
import type { Actor, ApiClientRow, Change } from './rows.ts';

export interface ClientStore {
  /** `by` is told on the timeline. */
  createClient(client: ApiClientRow, by?: Actor): Promise<readonly Change[]>;
  listClients(page: PageRequest): Promise<Page<ApiClientRow>>;
  /** The client of this name that was not revoked; the oldest when there are more. */
  findActiveClient(name: string): Promise<ApiClientRow | null>;
  findClientByHash(tokenHash: string): Promise<ApiClientRow | null>;
  /** Null when there is none to revoke. */
  revokeClient(id: string, at: string, by?: Actor): Promise<readonly Change[] | null>;
  touchClient(id: string, at: string): Promise<void>;
}
