import { Migration } from '@mikro-orm/migrations';

export class Migration20261124202609_ssh_installs extends Migration {
  override name = 'Migration20261124202609_ssh_installs';

  override up(): void | Promise<void> {
    this.addSql(
      `create table \`ssh_installs\` (\`id\` text not null primary key, \`hostname\` text not null, \`port\` integer not null, \`username\` text not null, \`host_key\` text not null, \`machine_id\` text null, \`token_id\` text not null, \`keep_credentials\` integer not null default 0, \`state\` text not null, \`code\` text null, \`message\` text null, \`next\` text null, \`output\` text null, \`actor_type\` text not null, \`actor_id\` text null, \`created_at\` text not null, \`updated_at\` text not null, \`finished_at\` text null);`,
    );
    this.addSql(`create index \`ssh_installs_finished_at_index\` on \`ssh_installs\` (\`finished_at\`);`);
    this.addSql(`create index \`ssh_installs_token_id_index\` on \`ssh_installs\` (\`token_id\`);`);

    this.addSql(`alter table \`enrolment_tokens\` add column \`token_prefix\` text null;`);
    this.addSql(`alter table \`enrolment_tokens\` add column \`machine_id\` text null;`);
    this.addSql(`alter table \`enrolment_tokens\` add column \`revoked_at\` text null;`);

    this.addSql(`alter table \`machines\` add column \`enc_private_key\` text null;`);
    this.addSql(`alter table \`machines\` add column \`enc_key_passphrase\` text null;`);

    this.addSql(`alter table \`agents\` add column \`token_id\` text null;`);
    this.addSql(`create index \`agents_token_id_index\` on \`agents\` (\`token_id\`);`);
  }

  override down(): void | Promise<void> {
    this.addSql(`drop table if exists \`ssh_installs\`;`);

    this.addSql(`drop index \`agents_token_id_index\`;`);
    this.addSql(`alter table \`agents\` drop column \`token_id\`;`);

    this.addSql(`alter table \`enrolment_tokens\` drop column \`token_prefix\`;`);
    this.addSql(`alter table \`enrolment_tokens\` drop column \`machine_id\`;`);
    this.addSql(`alter table \`enrolment_tokens\` drop column \`revoked_at\`;`);

    this.addSql(`alter table \`machines\` drop column \`enc_private_key\`;`);
    this.addSql(`alter table \`machines\` drop column \`enc_key_passphrase\`;`);
  }
}
