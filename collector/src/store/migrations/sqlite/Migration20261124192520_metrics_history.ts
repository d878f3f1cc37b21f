import { Migration } from '@mikro-orm/migrations';

export class Migration20261124192520_metrics_history extends Migration {
  override name = 'Migration20261124192520_metrics_history';

  override up(): void | Promise<void> {
    this.addSql(
      `create table \`machine_metrics_history\` (\`id\` text not null primary key, \`machine_id\` text not null, \`tier\` text not null, \`starts_at\` bigint not null, \`buckets_json\` text not null, constraint \`machine_metrics_history_machine_id_foreign\` foreign key (\`machine_id\`) references \`machines\` (\`id\`) on delete cascade);`,
    );
    this.addSql(
      `create index \`machine_metrics_history_machine_id_tier_starts_at_index\` on \`machine_metrics_history\` (\`machine_id\`, \`tier\`, \`starts_at\`);`,
    );
  }

  override down(): void | Promise<void> {
    this.addSql(`drop table if exists \`machine_metrics_history\`;`);
  }
}
