import { Migration } from '@mikro-orm/migrations';

export class Migration20261124162030_certificate_keys extends Migration {
  override name = 'Migration20261124162030_certificate_keys';

  override up(): void | Promise<void> {
    this.addSql(`alter table "store_meta" add "sealed_certificate_keys" text null;`);
  }

  override down(): void | Promise<void> {
    this.addSql(`alter table "store_meta" drop column "sealed_certificate_keys";`);
  }
}
