import { Migration } from '@mikro-orm/migrations';

export class Migration20261124202610_ssh_installs extends Migration {
  override name = 'Migration20261124202610_ssh_installs';

  override up(): void | Promise<void> {
    this.addSql(
      `create table "ssh_installs" ("id" text not null, "hostname" text not null, "port" int not null, "username" text not null, "host_key" text not null, "machine_id" text null, "token_id" text not null, "keep_credentials" int not null default 0, "state" text not null, "code" text null, "message" text null, "next" text null, "output" text null, "actor_type" text not null, "actor_id" text null, "created_at" text not null, "updated_at" text not null, "finished_at" text null, primary key ("id"));`,
    );
    this.addSql(`create index "ssh_installs_finished_at_index" on "ssh_installs" ("finished_at");`);
    this.addSql(`create index "ssh_installs_token_id_index" on "ssh_installs" ("token_id");`);

    this.addSql(
      `alter table "enrolment_tokens" add "token_prefix" text null, add "machine_id" text null, add "revoked_at" text null;`,
    );

    this.addSql(
      `alter table "machines" add "enc_private_key" text null, add "enc_key_passphrase" text null;`,
    );

    this.addSql(`alter table "agents" add "token_id" text null;`);
    this.addSql(`create index "agents_token_id_index" on "agents" ("token_id");`);
  }

  override down(): void | Promise<void> {
    this.addSql(`drop table if exists "ssh_installs" cascade;`);

    this.addSql(`drop index "agents_token_id_index";`);
    this.addSql(`alter table "agents" drop column "token_id";`);

    this.addSql(
      `alter table "enrolment_tokens" drop column "token_prefix", drop column "machine_id", drop column "revoked_at";`,
    );

    this.addSql(`alter table "machines" drop column "enc_private_key", drop column "enc_key_passphrase";`);
  }
}
