import type { Page, PageRequest } from './page.ts';
import type { ApiClientRow } from './rows.ts';

export interface ClientStore {
  createClient(client: ApiClientRow): Promise<void>;
  listClients(page: PageRequest): Promise<Page<ApiClientRow>>;
  /** The client of this name that was not revoked; the oldest when there are more. */
  findActiveClient(name: string): Promise<ApiClientRow | null>;
  findClientByHash(tokenHash: string): Promise<ApiClientRow | null>;
  revokeClient(id: string, at: string): Promise<boolean>;
  touchClient(id: string, at: string): Promise<void>;
}
