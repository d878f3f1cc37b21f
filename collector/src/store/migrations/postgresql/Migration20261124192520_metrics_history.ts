import { Migration } from '@mikro-orm/migrations';

export class Migration20261124192520_metrics_history extends Migration {
  override name = 'Migration20261124192520_metrics_history';

  override up(): void | Promise<void> {
    this.addSql(
      `create table "machine_metrics_history" ("id" text not null, "machine_id" text not null, "tier" text not null, "starts_at" bigint not null, "buckets_json" text not null, primary key ("id"));`,
    );
    this.addSql(
      `create index "machine_metrics_history_machine_id_tier_starts_at_index" on "machine_metrics_history" ("machine_id", "tier", "starts_at");`,
    );

    this.addSql(
      `alter table "machine_metrics_history" add constraint "machine_metrics_history_machine_id_foreign" foreign key ("machine_id") references "machines" ("id") on delete cascade;`,
    );
  }

  override down(): void | Promise<void> {
    this.addSql(`drop table if exists "machine_metrics_history" cascade;`);
  }
}
