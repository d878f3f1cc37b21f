import { Migration } from '@mikro-orm/migrations';

export class Migration20261124003117_sealed_signing_key extends Migration {
  override name = 'Migration20261124003117_sealed_signing_key';

  override up(): void | Promise<void> {
    this.addSql(`alter table \`store_meta\` add column \`sealed_signing_key\` text null;`);
  }

  override down(): void | Promise<void> {
    this.addSql(`alter table \`store_meta\` drop column \`sealed_signing_key\`;`);
  }
}
