import type { QueryClient } from '@tanstack/react-query';
import type { FleetMachine, Machine } from '../api/types.ts';
import type { ConnectionStore } from './connection.ts';
import type { FleetStore } from './fleet-store.ts';
import type { Refresher } from './refresh.ts';
import type { StreamHandlers } from './stream.ts';

interface Parts {
  readonly fleet: FleetStore;
  readonly connection: ConnectionStore;
  readonly client: QueryClient;
  readonly refresher: Refresher;
  readonly load: () => Promise<readonly FleetMachine[]>;
}

/** What each event of the stream means for what is shown. */
export function handlersFor({ fleet, connection, client, refresher, load }: Parts): StreamHandlers {
  const loadAnew = () => {
    fleet.load(load).catch(() => connection.lost(Date.now()));
  };
  const everythingAnew = () => {
    loadAnew();
    // A plan that somebody is reading stays: asking again would make the machine work.
    void client.invalidateQueries({
      predicate: ({ queryKey }) => queryKey[0] !== 'plan' && queryKey[0] !== 'session',
    });
  };
  return {
    opened(isNew) {
      connection.live();
      if (isNew) everythingAnew();
    },
    lost: () => connection.lost(Date.now()),
    reset: everythingAnew,
    machine(data) {
      const { id } = data;
      if ('deleted' in data) {
        fleet.remove(id);
        refresher.old(['machine', id]);
        return;
      }
      fleet.put(data);
      if (client.getQueryData(['machine', id])) client.setQueryData<Machine>(['machine', id], data);
      refresher.old(
        ['analysis', id],
        ['system', id],
        ['post-install', id],
        ['hardware', id],
        ['guests', id],
        ['docker', id],
        ['packages'],
      );
    },
    event({ machineId }) {
      refresher.old(['events', 'fleet'], ['messages']);
      if (machineId === null) refresher.old(['profiles'], ['retention'], ['thresholds']);
      else refresher.old(['events', machineId]);
    },
    execution({ id }) {
      refresher.old(['execution', id], ['executions']);
    },
    ssh_install: ({ id }) => refresher.old(['ssh-install', id]),
    health: () => refresher.old(['health']),
    log: () => undefined,
    progress(progress) {
      client.setQueryData(['progress', progress.executionId], progress);
    },
  };
}
