import { Migration20261124000802_foundation } from './Migration20261124000802_foundation.ts';
import { Migration20261124003117_sealed_signing_key } from './Migration20261124003117_sealed_signing_key.ts';
import { Migration20261124090006_actions } from './Migration20261124090006_actions.ts';
import { Migration20261124091403_acknowledged_failures } from './Migration20261124091403_acknowledged_failures.ts';
import { Migration20261124091535_action_requests } from './Migration20261124091535_action_requests.ts';
import { Migration20261124153753_users } from './Migration20261124153753_users.ts';
import { Migration20261124153851_repository_key } from './Migration20261124153851_repository_key.ts';
import { Migration20261124162030_certificate_keys } from './Migration20261124162030_certificate_keys.ts';
import { Migration20261124192520_metrics_history } from './Migration20261124192520_metrics_history.ts';
import { Migration20261124200910_post_install } from './Migration20261124200910_post_install.ts';
import { Migration20261124202609_ssh_installs } from './Migration20261124202609_ssh_installs.ts';
import { Migration20261124204128_docker_registry } from './Migration20261124204128_docker_registry.ts';
import { Migration20261129090151_metric_thresholds } from './Migration20261129090151_metric_thresholds.ts';
import { Migration20261129090528_retention_settings } from './Migration20261129090528_retention_settings.ts';
import { Migration20261129092540_machine_pending } from './Migration20261129092540_machine_pending.ts';
import { Migration20261129110646_measured_warnings } from './Migration20261129110646_measured_warnings.ts';

/** In the order in which they are applied. Written by `npm run migration:create`. */
export const sqliteMigrations = [
  { name: 'Migration20261124000802_foundation', class: Migration20261124000802_foundation },
  { name: 'Migration20261124003117_sealed_signing_key', class: Migration20261124003117_sealed_signing_key },
  { name: 'Migration20261124090006_actions', class: Migration20261124090006_actions },
  {
    name: 'Migration20261124091403_acknowledged_failures',
    class: Migration20261124091403_acknowledged_failures,
  },
  { name: 'Migration20261124091535_action_requests', class: Migration20261124091535_action_requests },
  { name: 'Migration20261124153753_users', class: Migration20261124153753_users },
  { name: 'Migration20261124153851_repository_key', class: Migration20261124153851_repository_key },
  { name: 'Migration20261124162030_certificate_keys', class: Migration20261124162030_certificate_keys },
  { name: 'Migration20261124192520_metrics_history', class: Migration20261124192520_metrics_history },
  { name: 'Migration20261124200910_post_install', class: Migration20261124200910_post_install },
  { name: 'Migration20261124202609_ssh_installs', class: Migration20261124202609_ssh_installs },
  { name: 'Migration20261124204128_docker_registry', class: Migration20261124204128_docker_registry },
  { name: 'Migration20261129090151_metric_thresholds', class: Migration20261129090151_metric_thresholds },
  { name: 'Migration20261129090528_retention_settings', class: Migration20261129090528_retention_settings },
  { name: 'Migration20261129092540_machine_pending', class: Migration20261129092540_machine_pending },
  { name: 'Migration20261129110646_measured_warnings', class: Migration20261129110646_measured_warnings },
];
