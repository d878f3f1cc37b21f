import { MessageList } from '../../components/message-list.tsx';
import { useMachine } from './use-machine.ts';

/** What a person should read of what a machine reports. */
export const MessagesTab = () => <MessageList machineId={useMachine().id} />;
