import { Migration } from '@mikro-orm/migrations';

export class Migration20261124153753_users extends Migration {
  override name = 'Migration20261124153753_users';

  override up(): void | Promise<void> {
    this.addSql(
      `create table "users" ("id" text not null, "username" text not null, "login" text null, "role" text not null, "created_at" text not null, "updated_at" text null, "last_login_at" text null, "disabled_at" text null, "deleted_at" text null, primary key ("id"));`,
    );
    this.addSql(`alter table "users" add constraint "users_login_unique" unique ("login");`);
    this.addSql(`create index "users_created_at_id_index" on "users" ("created_at", "id");`);

    this.addSql(
      `create table "user_credentials" ("id" text not null, "user_id" text not null, "kind" text not null, "secret" text not null, "identifier" text null, "counter" bigint not null default '0', "created_at" text not null, "confirmed_at" text null, primary key ("id"));`,
    );
    this.addSql(
      `create index "user_credentials_user_id_kind_index" on "user_credentials" ("user_id", "kind");`,
    );
    this.addSql(
      `alter table "user_credentials" add constraint "user_credentials_kind_identifier_unique" unique ("kind", "identifier");`,
    );

    this.addSql(
      `create table "user_sessions" ("id" text not null, "user_id" text not null, "token_hash" text not null, "created_at" text not null, "last_used_at" text not null, "expires_at" text not null, "user_agent" text null, "address" text null, primary key ("id"));`,
    );
    this.addSql(
      `alter table "user_sessions" add constraint "user_sessions_token_hash_unique" unique ("token_hash");`,
    );
    this.addSql(
      `create index "user_sessions_user_id_created_at_index" on "user_sessions" ("user_id", "created_at");`,
    );
    this.addSql(`create index "user_sessions_expires_at_index" on "user_sessions" ("expires_at");`);

    this.addSql(
      `alter table "store_meta" add "setup_token_hash" text null, add "setup_expires_at" text null;`,
    );

    this.addSql(
      `alter table "user_credentials" add constraint "user_credentials_user_id_foreign" foreign key ("user_id") references "users" ("id") on delete cascade;`,
    );

    this.addSql(
      `alter table "user_sessions" add constraint "user_sessions_user_id_foreign" foreign key ("user_id") references "users" ("id") on delete cascade;`,
    );
  }

  override down(): void | Promise<void> {
    this.addSql(`alter table "user_credentials" drop constraint "user_credentials_user_id_foreign";`);
    this.addSql(`alter table "user_sessions" drop constraint "user_sessions_user_id_foreign";`);

    this.addSql(`drop table if exists "users" cascade;`);
    this.addSql(`drop table if exists "user_credentials" cascade;`);
    this.addSql(`drop table if exists "user_sessions" cascade;`);

    this.addSql(`alter table "store_meta" drop column "setup_token_hash", drop column "setup_expires_at";`);
  }
}
