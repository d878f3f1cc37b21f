import { EventList } from '../../components/event-list.tsx';
import { useMachine } from './use-machine.ts';

/** What has happened on a machine, whoever did it. */
export const TimelineTab = () => <EventList machineId={useMachine().id} />;
