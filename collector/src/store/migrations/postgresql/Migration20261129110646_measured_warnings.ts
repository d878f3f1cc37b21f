import { Migration } from '@mikro-orm/migrations';

export class Migration20261129110646_measured_warnings extends Migration {
  override name = 'Migration20261129110646_measured_warnings';

  override up(): void | Promise<void> {
    this.addSql(
      `alter table "machine_metrics_latest" add "hottest_sensor" text null, add "hottest_celsius" double precision null, add "over_json" text null;`,
    );

    this.addSql(`alter table "machine_state" add "metric_warnings" text not null default '';`);
    // What an earlier release was warned of, from the same values.
    this.addSql(`
      update machine_state set metric_warnings = trim(
        (case when machine_id in (select machine_id from machine_metrics_latest where warnings_json like '%"memory_almost_full"%')
          then 'memory_almost_full ' else '' end) ||
        (case when machine_id in (select machine_id from machine_metrics_latest where warnings_json like '%"load_high"%')
          then 'load_high' else '' end));
    `);
  }

  override down(): void | Promise<void> {
    this.addSql(
      `alter table "machine_metrics_latest" drop column "hottest_sensor", drop column "hottest_celsius", drop column "over_json";`,
    );

    this.addSql(`alter table "machine_state" drop column "metric_warnings";`);
  }
}
