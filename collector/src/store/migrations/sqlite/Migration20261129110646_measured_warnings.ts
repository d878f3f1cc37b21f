import { Migration } from '@mikro-orm/migrations';

export class Migration20261129110646_measured_warnings extends Migration {
  override name = 'Migration20261129110646_measured_warnings';

  override up(): void | Promise<void> {
    this.addSql(`alter table \`machine_metrics_latest\` add column \`hottest_sensor\` text null;`);
    this.addSql(`alter table \`machine_metrics_latest\` add column \`hottest_celsius\` double null;`);
    this.addSql(`alter table \`machine_metrics_latest\` add column \`over_json\` text null;`);

    this.addSql(`alter table \`machine_state\` add column \`metric_warnings\` text not null default '';`);
  }

  override down(): void | Promise<void> {
    this.addSql(`alter table \`machine_metrics_latest\` drop column \`hottest_sensor\`;`);
    this.addSql(`alter table \`machine_metrics_latest\` drop column \`hottest_celsius\`;`);
    this.addSql(`alter table \`machine_metrics_latest\` drop column \`over_json\`;`);

    this.addSql(`alter table \`machine_state\` drop column \`metric_warnings\`;`);
  }
}
