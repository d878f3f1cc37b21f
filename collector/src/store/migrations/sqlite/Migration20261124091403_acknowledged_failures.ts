import { Migration } from '@mikro-orm/migrations';

export class Migration20261124091403_acknowledged_failures extends Migration {
  override name = 'Migration20261124091403_acknowledged_failures';

  override up(): void | Promise<void> {
    this.addSql(`alter table \`executions\` add column \`acknowledged_at\` text null;`);
    this.addSql(`alter table \`executions\` add column \`acknowledged_by\` text null;`);

    this.addSql(`create index \`raw_artifacts_path_index\` on \`raw_artifacts\` (\`path\`);`);
  }

  override down(): void | Promise<void> {
    this.addSql(`alter table \`executions\` drop column \`acknowledged_at\`;`);
    this.addSql(`alter table \`executions\` drop column \`acknowledged_by\`;`);

    this.addSql(`drop index \`raw_artifacts_path_index\`;`);
  }
}
