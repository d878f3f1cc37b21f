import type { HardwareSnapshot } from '@suivi/shared';
import type { Sighting } from '../../domain/messages.ts';
import { notice, sighting } from './notice.ts';

/** What of a machine's hardware a person should read: each warning. One that is gone from the next look is resolved. Pure. */
export const ofHardware = ({ warnings }: HardwareSnapshot): Sighting =>
  sighting(
    'hardware',
    true,
    warnings.map(({ code, component, message, severity }) =>
      notice({
        source: 'system',
        category: severity,
        severity,
        component: `${code} ${component}`,
        message,
      }),
    ),
  );
