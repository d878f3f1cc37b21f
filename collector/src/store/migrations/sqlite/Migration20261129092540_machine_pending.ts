import { Migration } from '@mikro-orm/migrations';

export class Migration20261129092540_machine_pending extends Migration {
  override name = 'Migration20261129092540_machine_pending';

  override up(): void | Promise<void> {
    this.addSql(
      `create table \`machine_pending\` (\`machine_id\` text not null primary key, \`since_json\` text not null, \`updated_at\` text not null, constraint \`machine_pending_machine_id_foreign\` foreign key (\`machine_id\`) references \`machines\` (\`id\`) on update cascade on delete cascade);`,
    );
  }

  override down(): void | Promise<void> {
    this.addSql(`drop table if exists \`machine_pending\`;`);
  }
}
