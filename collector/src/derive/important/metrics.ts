import type { MetricsWarning } from '@suivi/shared';
import type { Sighting } from '../../domain/messages.ts';
import { diskWarnings, severityOf } from '../../domain/metrics/warnings.ts';
import { notice, sighting } from './notice.ts';

/** What of a machine's values a person should read: its disks. Memory and load come and go by the minute. Pure. */
export const ofMetrics = (warnings: readonly MetricsWarning[]): Sighting =>
  sighting(
    'metrics',
    true,
    diskWarnings(warnings).map((warning) => {
      const severity = severityOf(warning);
      const component = `${warning.code} ${warning.mount ?? ''}`.trim();
      return notice({ source: 'system', category: severity, severity, component, message: warning.message });
    }),
  );
