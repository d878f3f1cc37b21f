import { useQueryClient } from '@tanstack/react-query';
import { createContext, type ReactNode, use, useEffect, useState, useSyncExternalStore } from 'react';
import { fetchFleet } from '../api/queries.ts';
import type { FleetMachine } from '../api/types.ts';
import { type Connection, ConnectionStore } from './connection.ts';
import { type Fleet, FleetStore } from './fleet-store.ts';
import { handlersFor } from './handlers.ts';
import { Refresher } from './refresh.ts';
import { followStream } from './stream.ts';

interface Live {
  readonly fleet: FleetStore;
  readonly connection: ConnectionStore;
}

const LiveContext = createContext<Live>({ fleet: new FleetStore(), connection: new ConnectionStore() });

/** Keeps everything inside up to date over one stream. */
export function LiveProvider({ children }: { children: ReactNode }) {
  const client = useQueryClient();
  const [live] = useState<Live>(() => ({ fleet: new FleetStore(), connection: new ConnectionStore() }));
  useEffect(() => {
    const refresher = new Refresher(client);
    const load = async () => (await fetchFleet()).items;
    const stop = followStream('/api/stream', handlersFor({ ...live, client, refresher, load }));
    return () => {
      stop();
      refresher.stop();
    };
  }, [client, live]);
  return <LiveContext value={live}>{children}</LiveContext>;
}

/** Every machine; null until they are loaded. */
export function useFleet(): Fleet {
  const { fleet } = use(LiveContext);
  return useSyncExternalStore(fleet.subscribe, fleet.current);
}

/** One machine of the fleet, as the list knows it. */
export function useFleetMachine(id: string | null): FleetMachine | undefined {
  const { fleet } = use(LiveContext);
  return useSyncExternalStore(fleet.subscribe, () => (id === null ? undefined : fleet.get(id)));
}

export function useConnection(): Connection {
  const { connection } = use(LiveContext);
  return useSyncExternalStore(connection.subscribe, connection.current);
}
