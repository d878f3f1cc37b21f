import type { MetricsWarning } from '@suivi/shared';
import type { Sighting } from '../../domain/messages.ts';
import { severityOf } from '../../domain/metrics/warnings.ts';
import { notice, sighting } from './notice.ts';

/** What of a machine's values a person should read. Which sensor is the hottest changes, and it is the same trouble. Pure. */
export const ofMetrics = (warnings: readonly MetricsWarning[]): Sighting =>
  sighting(
    'metrics',
    true,
    warnings.map((warning) => {
      const severity = severityOf(warning);
      const component = `${warning.code} ${warning.mount ?? ''}`.trim();
      const topic = warning.code === 'temperature_high' ? '' : warning.message;
      return notice({
        ...{ source: 'system', category: severity, severity, component, topic },
        message: warning.message,
      });
    }),
  );
