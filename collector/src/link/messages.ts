import { messageReader, TO_COLLECTOR, type ToCollectorMessage } from '@suivi/shared';
import { Compile } from 'typebox/schema';

/** Reads a text message from an agent, with compiled schemas, for there are many. Throws ProtocolError `malformed`. */
export const readMessage = messageReader<ToCollectorMessage>(TO_COLLECTOR, Compile);
