import { Migration } from '@mikro-orm/migrations';

export class Migration20261124153851_repository_key extends Migration {
  override name = 'Migration20261124153851_repository_key';

  override up(): void | Promise<void> {
    this.addSql(`alter table "store_meta" add "sealed_repository_key" text null;`);
  }

  override down(): void | Promise<void> {
    this.addSql(`alter table "store_meta" drop column "sealed_repository_key";`);
  }
}
