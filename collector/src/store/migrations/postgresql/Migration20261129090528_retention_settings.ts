import { Migration } from '@mikro-orm/migrations';

export class Migration20261129090528_retention_settings extends Migration {
  override name = 'Migration20261129090528_retention_settings';

  override up(): void | Promise<void> {
    this.addSql(
      `create table "retention_settings" ("setting" text not null, "days" int not null, "updated_at" text not null, "updated_by" text null, primary key ("setting"));`,
    );
  }

  override down(): void | Promise<void> {
    this.addSql(`drop table if exists "retention_settings" cascade;`);
  }
}
