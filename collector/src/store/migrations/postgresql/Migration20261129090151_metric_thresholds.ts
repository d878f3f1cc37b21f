import { Migration } from '@mikro-orm/migrations';

export class Migration20261129090151_metric_thresholds extends Migration {
  override name = 'Migration20261129090151_metric_thresholds';

  override up(): void | Promise<void> {
    this.addSql(`alter table "store_meta" add "thresholds_json" text null;`);
  }

  override down(): void | Promise<void> {
    this.addSql(`alter table "store_meta" drop column "thresholds_json";`);
  }
}
