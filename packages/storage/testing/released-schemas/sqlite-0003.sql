CREATE TABLE "keystead_migrations" ("name" varchar(255) not null primary key, "timestamp" varchar(255) not null);
CREATE TABLE "keystead_migration_lock" ("id" varchar(255) not null primary key, "is_locked" integer default 0 not null);
CREATE TABLE "users" ("id" text primary key, "username" text not null unique, "email" text not null unique, "name" text not null, "search_text" text not null, "instance_admin" integer not null, "created_at" integer not null) strict;
CREATE TABLE "organizations" ("id" text primary key, "name" text not null, "folded_name" text not null unique, "created_at" integer not null) strict;
CREATE TABLE "memberships" ("user_id" text not null references "users" ("id"), "organization_id" text not null references "organizations" ("id"), "role" text not null, constraint "memberships_pk" primary key ("user_id", "organization_id")) strict;
CREATE TABLE "api_keys" ("id" text primary key, "name" text not null, "search_text" text not null, "owner_id" text not null references "users" ("id"), "organization_id" text references "organizations" ("id"), "format" text not null, "digest" blob not null, "pepper_version" integer not null, "created_at" integer not null, "expires_at" integer, "last_used_at" integer) strict;
CREATE TABLE "pepper_checks" ("version" integer primary key, "check_value" text not null) strict;
CREATE TABLE "instance" ("singleton" integer primary key, "bootstrapped_at" integer not null) strict;
CREATE TABLE "idempotent_creations" ("owner_id" text not null references "users" ("id"), "lookup" text not null, "request_hash" text not null, "key_id" text not null, "sealed_token" blob, "created_at" integer not null, constraint "idempotent_creations_pk" primary key ("owner_id", "lookup")) strict;
CREATE TABLE "organization_policies" ("organization_id" text primary key references "organizations" ("id"), "disable_key_creation" integer not null, "enforce_organization_keys" integer not null, "maximum_key_lifetime_ms" integer) strict;
CREATE INDEX "memberships_by_organization" on "memberships" ("organization_id");
CREATE INDEX "api_keys_by_creation" on "api_keys" ("created_at", "id");
CREATE INDEX "api_keys_by_owner" on "api_keys" ("owner_id", "created_at", "id");
CREATE INDEX "api_keys_by_organization" on "api_keys" ("organization_id", "created_at", "id") where "organization_id" is not null;
CREATE INDEX "idempotent_creations_by_key" on "idempotent_creations" ("key_id");
CREATE INDEX "idempotent_creations_by_creation" on "idempotent_creations" ("created_at");
INSERT INTO keystead_migrations VALUES ('0001_accounts_and_keys', '2026-11-23T03:29:33.330Z');
INSERT INTO keystead_migrations VALUES ('0002_idempotent_creations', '2026-11-23T03:29:33.339Z');
INSERT INTO keystead_migrations VALUES ('0003_organization_policies', '2026-11-23T03:29:33.340Z');
INSERT INTO keystead_migration_lock VALUES ('migration_lock', 0);
INSERT INTO users VALUES ('usr_0000000000000000000ada', 'ada', 'ada@example.com', 'Ada Lovelace', 'ADA
ADA@EXAMPLE.COM', 1, 1767225600000);
INSERT INTO users VALUES ('usr_0000000000000000000mei', 'mei', 'mei@example.com', '明 🗝', 'MEI
MEI@EXAMPLE.COM', 0, 1767225600000);
INSERT INTO organizations VALUES ('org_0000000000000000000lab', 'Lab', 'LAB', 1767225600000);
INSERT INTO memberships VALUES ('usr_0000000000000000000ada', 'org_0000000000000000000lab', 'admin');
INSERT INTO memberships VALUES ('usr_0000000000000000000mei', 'org_0000000000000000000lab', 'member');
INSERT INTO api_keys VALUES ('0000000000000Ada', 'bootstrap', 'BOOTSTRAP
0000000000000ADA', 'usr_0000000000000000000ada', NULL, 'v1', X'4A8DB87CCABD499EA016E484811E56C4AAE10BB90B7627D7BC7018EE0054372D', 1, 1767225600000, NULL, NULL);
INSERT INTO api_keys VALUES ('0000000000000Mei', '学習 ＧＰＵ 100%', '学習 GPU 100%
0000000000000MEI', 'usr_0000000000000000000mei', NULL, 'v1', X'EA9CF328C9E1A549BB9DAB94CADE7BAE9C300EEC033CEB7D85E47335B0F2A96E', 1, 1767225600000, 1767225600005, 1767225600004);
INSERT INTO api_keys VALUES ('000000000000MeiL', 'lab', 'LAB
000000000000MEIL', 'usr_0000000000000000000mei', 'org_0000000000000000000lab', 'v1', X'E95A05813C22A2F5D738CF87823529C114A379071749654B1082B25C4C942632', 2, 1767225600000, NULL, NULL);
INSERT INTO api_keys VALUES ('0123456789abcdef0123', 'pinned client', 'PINNED CLIENT
0123456789ABCDEF0123', 'usr_0000000000000000000mei', NULL, 'legacy', X'1BD8FD47297046F993E608E398D5905B00A33E163C6B1172DD38887FED05ED6A', 1, 1767225600000, NULL, NULL);
INSERT INTO pepper_checks VALUES (1, 'check value of pepper 1');
INSERT INTO instance VALUES (1, 1767225600000);
