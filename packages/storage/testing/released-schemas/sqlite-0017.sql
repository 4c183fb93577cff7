CREATE VIEW key_texts as
    select number, search_text || char(10, 10) as text from key_numbers join api_keys on id = key_id;
CREATE TABLE "keystead_migrations" ("name" varchar(255) not null primary key, "timestamp" varchar(255) not null);
CREATE TABLE "keystead_migration_lock" ("id" varchar(255) not null primary key, "is_locked" integer default 0 not null);
CREATE TABLE "users" ("id" text primary key, "username" text not null unique, "email" text not null unique, "name" text not null, "search_text" text not null, "instance_admin" integer not null, "created_at" integer not null, "activated_at" integer) strict;
CREATE TABLE "organizations" ("id" text primary key, "name" text not null, "folded_name" text not null unique, "created_at" integer not null) strict;
CREATE TABLE "memberships" ("user_id" text not null references "users" ("id"), "organization_id" text not null references "organizations" ("id"), "role" text not null, constraint "memberships_pk" primary key ("user_id", "organization_id")) strict;
CREATE TABLE "pepper_checks" ("version" integer primary key, "check_value" text not null) strict;
CREATE TABLE "instance" ("singleton" integer primary key, "bootstrapped_at" integer not null) strict;
CREATE TABLE "organization_policies" ("organization_id" text primary key references "organizations" ("id"), "disable_key_creation" integer not null, "enforce_organization_keys" integer not null, "maximum_key_lifetime_ms" integer, "disable_viewer_key_creation" integer default 0 not null, "disable_team_service_account_creation" integer default 0 not null, "on_leak" text default 'disable' not null, "leak_grace_ms" integer default 86400000 not null) strict;
CREATE TABLE "teams" ("id" text primary key, "organization_id" text not null references "organizations" ("id"), "name" text not null, "folded_name" text not null, "created_at" integer not null, constraint "teams_name_key" unique ("organization_id", "folded_name")) strict;
CREATE TABLE "team_memberships" ("user_id" text not null, "team_id" text not null references "teams" ("id") on delete cascade, "organization_id" text not null, "role" text not null, "created_at" integer not null, constraint "team_memberships_pk" primary key ("user_id", "team_id"), constraint "team_memberships_of_members_fk" foreign key ("user_id", "organization_id") references "memberships" ("user_id", "organization_id") on delete cascade) strict;
CREATE TABLE "service_accounts" ("id" text primary key, "organization_id" text not null references "organizations" ("id"), "team_id" text references "teams" ("id"), "default_team_id" text not null references "teams" ("id"), "name" text not null, "folded_name" text not null, "verifier" integer not null, "created_at" integer not null) strict;
CREATE TABLE "api_keys" ("id" text primary key, "name" text not null, "search_text" text not null, "user_id" text references "users" ("id"), "service_account_id" text references "service_accounts" ("id"), "team_id" text references "teams" ("id"), "organization_id" text references "organizations" ("id"), "format" text not null, "digest" blob not null, "pepper_version" integer not null, "created_at" integer not null, "expires_at" integer, "last_used_at" integer, "sort_name" text default '' not null, "sort_owner" text default '' not null, "disabled_at" integer, "disabled_until" integer, "disabled_by" text, "disabled_by_name" text, "leaked_at" integer, "expires_without_leak_at" integer, constraint "api_keys_have_one_owner" check ((user_id is null) <> (service_account_id is null)), constraint "api_keys_of_service_accounts_are_confined" check (service_account_id is null or organization_id is not null), constraint "api_keys_of_teams_are_of_service_accounts" check (team_id is null or service_account_id is not null)) strict;
CREATE TABLE "key_blocks" ("key_id" text not null references "api_keys" ("id") on delete cascade, "organization_id" text not null references "organizations" ("id"), "blocked_at" integer not null, constraint "key_blocks_pk" primary key ("key_id", "organization_id")) strict;
CREATE TABLE "idempotent_creations" ("caller_id" text not null, "lookup" text not null, "request_hash" text not null, "key_id" text not null, "sealed_token" blob, "created_at" integer not null, constraint "idempotent_creations_pk" primary key ("caller_id", "lookup")) strict;
CREATE TABLE "invitations" ("id" text primary key, "email" text not null, "organization_id" text not null references "organizations" ("id"), "role" text not null, "team_id" text references "teams" ("id") on delete cascade, "team_role" text, "invited_by" text not null, "digest" blob not null, "pepper_version" integer not null, "created_at" integer not null, "expires_at" integer not null, constraint "invitations_to_teams_have_roles" check ((team_id is null) = (team_role is null))) strict;
CREATE TABLE "audit_events" ("number" integer primary key, "at" integer not null, "action" text not null, "outcome" text not null, "code" text, "actor_type" text not null, "actor_id" text, "actor_name" text, "actor_email" text, "actor_key_id" text, "ip" text, "request_id" text, "organization_id" text, "organization_name" text, "team_id" text, "team_name" text, "target_type" text not null, "target_id" text, "target_name" text, "target_email" text, "details" text not null, "mac_key_id" integer not null, "mac" text not null) strict;
CREATE TABLE "audit_head" ("singleton" integer primary key, "number" integer not null, "mac" text not null) strict;
CREATE TABLE "passwords" ("user_id" text primary key references "users" ("id") on delete cascade, "hash" text not null) strict;
CREATE TABLE "sign_in_networks" ("user_id" text not null references "users" ("id") on delete cascade, "network" text not null, "last_at" integer not null, constraint "sign_in_networks_pkey" primary key ("user_id", "network")) strict;
CREATE TABLE "sessions" ("id" text primary key, "user_id" text not null references "users" ("id") on delete cascade, "digest" blob not null, "pepper_version" integer not null, "created_at" integer not null, "last_seen_at" integer not null, "expires_at" integer not null, "ip" text, "user_agent" text) strict;
CREATE TABLE "one_time_links" ("id" text primary key, "user_id" text references "users" ("id") on delete cascade, "digest" blob not null, "pepper_version" integer not null, "expires_at" integer not null) strict;
CREATE TABLE "changes" ("number" integer primary key, "tag" text not null, "subject_kind" text not null, "subject_id" text not null, "committed_at" integer not null) strict;
CREATE TABLE "change_head" ("singleton" integer primary key, "number" integer not null, "tag" text not null) strict;
CREATE TABLE "nodes" ("id" text primary key, "name" text not null, "applied_number" integer not null, "stale_limit_ms" integer not null, "seen_at" integer not null, "current_pepper" integer, "newest_pepper" integer) strict;
CREATE TABLE "change_readers" ("id" text primary key, "read_at" integer not null) strict;
CREATE TABLE key_numbers (number integer primary key, key_id text not null unique) strict;
CREATE VIRTUAL TABLE key_trigrams using fts5 (
      text, content = 'key_texts', content_rowid = 'number', tokenize = 'trigram case_sensitive 1', detail = 'none',
      columnsize = 0
    );
CREATE VIRTUAL TABLE key_trigram_places using fts5vocab (key_trigrams, 'instance');
CREATE TABLE "events" ("id" text primary key, "type" text not null, "at" integer not null, "data" text not null) strict;
CREATE TABLE "webhooks" ("id" text primary key, "organization_id" text references "organizations" ("id") on delete cascade, "url" text not null, "description" text not null, "event_types" text not null, "sealed_secret" blob not null, "sealed_previous_secret" blob, "previous_secret_until" integer, "pepper_version" integer not null, "disabled_at" integer, "disabled_reason" text, "created_at" integer not null, "created_by" text not null, "failing_since" integer, "failures" integer not null, "resume_at" integer) strict;
CREATE TABLE "webhook_deliveries" ("webhook_id" text not null, "event_id" text not null, "at" integer not null, "attempts" integer not null, "next_attempt_at" integer, "attempted_at" integer, "status" integer, "error" text, "delivered_at" integer, constraint "webhook_deliveries_pkey" primary key ("webhook_id", "event_id")) strict;
CREATE TABLE "beats" ("name" text primary key, "at" integer not null, "text" text not null) strict;
CREATE TABLE "consumers" ("key_id" text not null, "id" text not null, "label" text, "network" text, "last_address" text, "program" text, "program_version" text, "runtime" text, "verifier" text, "first_seen_at" integer not null, "last_seen_at" integer not null, "last_seen_day" integer not null, "uses" integer not null, "longest_pause_ms" integer not null, "pauses" text not null, constraint "consumers_pk" primary key ("key_id", "id")) strict;
CREATE TABLE "use_days" ("key_id" text not null, "day" integer not null, "uses" integer not null, constraint "use_days_pk" primary key ("key_id", "day")) strict;
CREATE TABLE "use_recorders" ("recorder" text not null primary key, "number" integer not null, "written_day" integer not null) strict;
CREATE TABLE "rotations" ("id" text not null primary key, "old_key_id" text not null, "new_key_id" text not null, "state" text not null, "completion" text not null, "deadline_at" integer, "deadline_action" text, "opened_at" integer not null, "opened_by" text not null, "ready_at" integer, "stuck_at" integer, "ended_at" integer, "check_at" integer not null) strict;
CREATE TABLE "gone_marks" ("rotation_id" text not null references "rotations" ("id") on delete cascade, "consumer_id" text not null, "marked_at" integer not null, constraint "gone_marks_pk" primary key ("rotation_id", "consumer_id")) strict;
CREATE TABLE "device_authorizations" ("id" text not null primary key, "digest" blob not null, "pepper_version" integer not null, "user_code_name" text not null unique, "name" text not null, "ip" text, "created_at" integer not null, "expires_at" integer not null, "decision" text not null, "approved_by" text) strict;
CREATE TABLE "deleted_keys" ("id" text not null primary key, "name" text not null, "user_id" text references "users" ("id") on delete cascade, "service_account_id" text references "service_accounts" ("id") on delete cascade, "team_id" text, "organization_id" text, "format" text not null, "digest" blob not null, "pepper_version" integer not null, "created_at" integer not null, "expires_at" integer, "last_used_at" integer, "disabled_at" integer, "disabled_until" integer, "disabled_by" text, "disabled_by_name" text, "deleted_at" integer not null, "deleted_by" text, "deleted_by_name" text, "leaked_at" integer, "expires_without_leak_at" integer) strict;
CREATE TABLE "deleted_key_blocks" ("key_id" text not null references "deleted_keys" ("id") on delete cascade, "organization_id" text not null references "organizations" ("id"), "blocked_at" integer not null, constraint "deleted_key_blocks_pk" primary key ("key_id", "organization_id")) strict;
CREATE TABLE "refusals" ("id" text not null primary key, "key_id" text, "proven" integer not null, "reason" text not null, "code" text, "door" text not null, "demand" text, "consumer_id" text not null, "label" text, "network" text, "last_address" text, "program" text, "program_version" text, "runtime" text, "verifier" text, "times" integer not null, "first_at" integer not null, "first_request_id" text not null, "last_at" integer not null, "last_request_id" text not null) strict;
CREATE TABLE "refused_requests" ("request_id" text not null primary key, "refusal_id" text not null references "refusals" ("id") on delete cascade, "at" integer not null) strict;
CREATE INDEX "memberships_by_organization" on "memberships" ("organization_id");
CREATE INDEX "team_memberships_by_team" on "team_memberships" ("team_id");
CREATE INDEX "service_accounts_by_name" on "service_accounts" ("organization_id", "folded_name", "id");
CREATE INDEX "service_accounts_by_team" on "service_accounts" ("team_id");
CREATE INDEX "service_accounts_by_default_team" on "service_accounts" ("default_team_id");
CREATE INDEX "api_keys_by_creation" on "api_keys" ("created_at", "id");
CREATE INDEX "api_keys_by_user" on "api_keys" ("user_id", "created_at", "id") where "user_id" is not null;
CREATE INDEX "api_keys_by_service_account" on "api_keys" ("service_account_id", "created_at", "id") where "service_account_id" is not null;
CREATE INDEX "api_keys_by_team" on "api_keys" ("team_id", "created_at", "id") where "team_id" is not null;
CREATE INDEX "api_keys_by_organization" on "api_keys" ("organization_id", "created_at", "id") where "organization_id" is not null;
CREATE INDEX "idempotent_creations_by_key" on "idempotent_creations" ("key_id");
CREATE INDEX "idempotent_creations_by_creation" on "idempotent_creations" ("created_at");
CREATE INDEX "invitations_by_organization" on "invitations" ("organization_id", "created_at", "id");
CREATE INDEX "invitations_by_team" on "invitations" ("team_id");
CREATE INDEX "audit_events_by_number" on "audit_events" ("number", "at", "action", "outcome");
CREATE INDEX "audit_events_by_organization" on "audit_events" ("organization_id", "number", "at", "action", "outcome") where "organization_id" is not null;
CREATE INDEX "audit_events_by_actor" on "audit_events" ("actor_id", "number") where "actor_id" is not null;
CREATE INDEX "audit_events_by_key" on "audit_events" ("actor_key_id", "number") where "actor_key_id" is not null;
CREATE INDEX "audit_events_by_target" on "audit_events" ("target_id", "number") where "target_id" is not null;
CREATE INDEX "sessions_by_user" on "sessions" ("user_id");
CREATE INDEX "sessions_by_end" on "sessions" ("expires_at");
CREATE INDEX "one_time_links_by_user" on "one_time_links" ("user_id");
CREATE INDEX "api_keys_by_name" on api_keys ((sort_name), id);
CREATE INDEX "api_keys_by_owner" on api_keys ((sort_owner), id);
CREATE INDEX "api_keys_by_last_use" on api_keys ((coalesce(last_used_at, -1)), id);
CREATE INDEX "api_keys_by_expiry" on api_keys ((coalesce(expires_at, 9007199254740991)), id);
CREATE INDEX "events_by_time" on "events" ("at");
CREATE INDEX "webhooks_by_organization" on "webhooks" ("organization_id");
CREATE INDEX "webhook_deliveries_by_event" on "webhook_deliveries" ("webhook_id", "at", "event_id");
CREATE INDEX "webhook_deliveries_by_time" on "webhook_deliveries" ("at");
CREATE INDEX webhook_deliveries_due on webhook_deliveries (webhook_id, next_attempt_at)
    where next_attempt_at is not null
  ;
CREATE INDEX "consumers_by_day" on "consumers" ("last_seen_day");
CREATE INDEX "use_days_by_day" on "use_days" ("day");
CREATE INDEX "api_keys_by_disablement" on "api_keys" ("disabled_at") where "disabled_at" is not null;
CREATE UNIQUE INDEX "rotations_under_way_by_old_key" on "rotations" ("old_key_id") where ended_at is null;
CREATE UNIQUE INDEX "rotations_under_way_by_new_key" on "rotations" ("new_key_id") where ended_at is null;
CREATE INDEX "rotations_by_check" on "rotations" ("check_at") where ended_at is null;
CREATE INDEX "rotations_by_old_key" on "rotations" ("old_key_id", "opened_at");
CREATE INDEX "rotations_by_opening" on "rotations" ("opened_at", "id");
CREATE INDEX "device_authorizations_by_end" on "device_authorizations" ("expires_at");
CREATE INDEX "deleted_keys_by_deletion" on "deleted_keys" ("deleted_at", "id");
CREATE INDEX "deleted_keys_by_user" on "deleted_keys" ("user_id");
CREATE INDEX "deleted_keys_by_service_account" on "deleted_keys" ("service_account_id");
CREATE INDEX "deleted_keys_by_organization" on "deleted_keys" ("organization_id");
CREATE INDEX "refusals_by_key" on "refusals" ("key_id", "proven", "last_at", "id");
CREATE INDEX "refusals_by_end" on "refusals" ("last_at");
CREATE INDEX "refused_requests_by_refusal" on "refused_requests" ("refusal_id", "at", "request_id");
CREATE INDEX "rotations_by_end" on "rotations" ("ended_at") where ended_at is not null;
CREATE INDEX "rotations_by_new_key" on "rotations" ("new_key_id");
INSERT INTO keystead_migrations VALUES ('0001_accounts_and_keys', '2026-11-23T15:21:41.982Z');
INSERT INTO keystead_migrations VALUES ('0002_idempotent_creations', '2026-11-23T15:21:41.983Z');
INSERT INTO keystead_migrations VALUES ('0003_organization_policies', '2026-11-23T15:21:41.984Z');
INSERT INTO keystead_migrations VALUES ('0004_teams_and_audit', '2026-11-23T15:21:42.081Z');
INSERT INTO keystead_migrations VALUES ('0005_sessions', '2026-11-23T15:21:42.082Z');
INSERT INTO keystead_migrations VALUES ('0006_change_feed', '2026-11-23T15:21:42.083Z');
INSERT INTO keystead_migrations VALUES ('0007_key_lists', '2026-11-23T15:21:42.091Z');
INSERT INTO keystead_migrations VALUES ('0008_events', '2026-11-23T15:21:42.093Z');
INSERT INTO keystead_migrations VALUES ('0009_consumers', '2026-11-23T15:21:42.096Z');
INSERT INTO keystead_migrations VALUES ('0010_disabled_keys', '2026-11-23T15:21:42.100Z');
INSERT INTO keystead_migrations VALUES ('0011_rotations', '2026-11-23T15:21:42.102Z');
INSERT INTO keystead_migrations VALUES ('0012_device_authorizations', '2026-11-23T15:21:42.103Z');
INSERT INTO keystead_migrations VALUES ('0013_deleted_keys', '2026-11-23T15:21:42.104Z');
INSERT INTO keystead_migrations VALUES ('0014_refusals', '2026-11-23T15:21:42.105Z');
INSERT INTO keystead_migrations VALUES ('0015_ended_rotations', '2026-11-23T15:21:42.106Z');
INSERT INTO keystead_migrations VALUES ('0016_leaked_keys', '2026-11-23T15:21:42.112Z');
INSERT INTO keystead_migrations VALUES ('0017_node_peppers', '2026-11-23T15:21:42.113Z');
INSERT INTO keystead_migration_lock VALUES ('migration_lock', 0);
INSERT INTO users VALUES ('usr_0000000000000000000ada', 'ada', 'ada@example.com', 'Ada Lovelace', 'ADA
ADA@EXAMPLE.COM
ADA LOVELACE', 1, 1767225600000, 1767225600000);
INSERT INTO users VALUES ('usr_0000000000000000000mei', 'mei', 'mei@example.com', '明 🗝', 'MEI
MEI@EXAMPLE.COM
明 🗝', 0, 1767225600000, 1767225600000);
INSERT INTO organizations VALUES ('org_0000000000000000000lab', 'Lab', 'LAB', 1767225600000);
INSERT INTO memberships VALUES ('usr_0000000000000000000ada', 'org_0000000000000000000lab', 'admin');
INSERT INTO memberships VALUES ('usr_0000000000000000000mei', 'org_0000000000000000000lab', 'member');
INSERT INTO pepper_checks VALUES (1, 'check value of pepper 1');
INSERT INTO instance VALUES (1, 1767225600000);
INSERT INTO teams VALUES ('team_000000000000000sensors', 'org_0000000000000000000lab', 'Sensors', 'SENSORS', 1767225600001);
INSERT INTO team_memberships VALUES ('usr_0000000000000000000mei', 'team_000000000000000sensors', 'org_0000000000000000000lab', 'admin', 1767225600000);
INSERT INTO service_accounts VALUES ('sva_0000000000000000000bot', 'org_0000000000000000000lab', 'team_000000000000000sensors', 'team_000000000000000sensors', 'ロボット', 'ロボット', 1, 1767225600002);
INSERT INTO service_accounts VALUES ('sva_000000000000000courier', 'org_0000000000000000000lab', NULL, 'team_000000000000000sensors', 'courier', 'COURIER', 0, 1767225600000);
INSERT INTO api_keys VALUES ('0000000000000Ada', 'bootstrap', 'BOOTSTRAP
0000000000000ADA', 'usr_0000000000000000000ada', NULL, NULL, NULL, 'v1', X'4A8DB87CCABD499EA016E484811E56C4AAE10BB90B7627D7BC7018EE0054372D', 1, 1767225600000, NULL, NULL, 'BOOTSTRAP', 'ADA LOVELACE', NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO api_keys VALUES ('0000000000000Mei', '学習 ＧＰＵ 100%', '学習 GPU 100%
0000000000000MEI', 'usr_0000000000000000000mei', NULL, NULL, NULL, 'v1', X'EA9CF328C9E1A549BB9DAB94CADE7BAE9C300EEC033CEB7D85E47335B0F2A96E', 1, 1767225600000, 1767225600005, 1767225600004, '学習 GPU 100%', '明 🗝', NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO api_keys VALUES ('000000000000MeiL', 'lab', 'LAB
000000000000MEIL', 'usr_0000000000000000000mei', NULL, NULL, 'org_0000000000000000000lab', 'v1', X'E95A05813C22A2F5D738CF87823529C114A379071749654B1082B25C4C942632', 2, 1767225600000, NULL, NULL, 'LAB', '明 🗝', NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO api_keys VALUES ('0123456789abcdef0123', 'pinned client', 'PINNED CLIENT
0123456789ABCDEF0123', 'usr_0000000000000000000mei', NULL, NULL, NULL, 'legacy', X'1BD8FD47297046F993E608E398D5905B00A33E163C6B1172DD38887FED05ED6A', 1, 1767225600000, NULL, NULL, 'PINNED CLIENT', '明 🗝', NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO api_keys VALUES ('000000000000Robo', 'nightly', 'NIGHTLY
000000000000ROBO', NULL, 'sva_0000000000000000000bot', 'team_000000000000000sensors', 'org_0000000000000000000lab', 'v1', X'87C5D1705981B7DD41A9036EBA5B4F317538D57C9EA9EAFBD950B3A73BE74AE3', 1, 1767225600000, NULL, NULL, 'NIGHTLY', 'ロボット', NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO api_keys VALUES ('000000000000Cour', 'post', 'POST
000000000000COUR', NULL, 'sva_000000000000000courier', NULL, 'org_0000000000000000000lab', 'v1', X'6BBF63B2430850DAFA3695E3D5055645E0CD6D336DD0AC4C5890DF7A1652DA24', 1, 1767225600000, NULL, NULL, 'POST', 'COURIER', NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO key_blocks VALUES ('0000000000000Mei', 'org_0000000000000000000lab', 1767225600003);
INSERT INTO invitations VALUES ('inv_0000000000000Inv', 'noor@example.com', 'org_0000000000000000000lab', 'viewer', 'team_000000000000000sensors', 'member', 'usr_0000000000000000000ada', X'A3013C082C75EDC913598C3BAAC1AFA18F7633FE8F014896AB2F1A72FF83D8BA', 2, 1767225600000, 1767225600006);
INSERT INTO audit_events VALUES (1, 1767225600000, 'team.create', 'done', NULL, 'user', 'usr_0000000000000000000ada', 'Ada Lovelace', 'ada@example.com', '0000000000000Ada', '2001:db8::1', 'request 1', 'org_0000000000000000000lab', 'Lab', 'team_000000000000000sensors', 'Sensors', 'team', 'team_000000000000000sensors', 'Sensors', NULL, '{"z":"鍵 🗝","a":1,"n":null,"t":true}', 1, 'mac of the first event');
INSERT INTO audit_head VALUES (1, 1, 'mac of the first event');
INSERT INTO passwords VALUES ('usr_0000000000000000000ada', '$argon2id$v=19$m=19456,t=2,p=1$c2FsdA$aGFzaA');
INSERT INTO sign_in_networks VALUES ('usr_0000000000000000000ada', '2001:db8:0:0', 1767225600007);
INSERT INTO sessions VALUES ('ses_0000000000000Ses', 'usr_0000000000000000000ada', X'0A1A576381DEDB4D6AA90E1E3A049A491A1FE5DCAD3FDE9DEBF175120C1D24EC', 2, 1767225600000, 1767225600008, 1767225600009, '2001:db8::1', 'ブラウザー/1.0');
INSERT INTO one_time_links VALUES ('0000000000000Set', NULL, X'A0FA5566F2B4E58E369A9E7482560D024205B31480EC2C0FE3C4F4666D1D419D', 1, 1767229200000);
INSERT INTO one_time_links VALUES ('0000000000000Pwd', 'usr_0000000000000000000mei', X'A93E2CA7F917017903076C13D70480CF04442E784D32CE25753F3C812006FC63', 2, 1767225600010);
INSERT INTO changes VALUES (0, 'bcf133c0-85ab-46e2-a484-e5fb15130048', 'beginning', '', 0);
INSERT INTO changes VALUES (1, '7c74a11b-57c1-4094-82b3-0978b0e6461a', 'account', 'usr_0000000000000000000ada', 1795447302169);
INSERT INTO changes VALUES (2, '7c74a11b-57c1-4094-82b3-0978b0e6461a', 'account', 'usr_0000000000000000000mei', 1795447302169);
INSERT INTO changes VALUES (3, '7c74a11b-57c1-4094-82b3-0978b0e6461a', 'organization', 'org_0000000000000000000lab', 1795447302169);
INSERT INTO changes VALUES (4, '7c74a11b-57c1-4094-82b3-0978b0e6461a', 'key', '0000000000000Ada', 1795447302169);
INSERT INTO changes VALUES (5, '7c74a11b-57c1-4094-82b3-0978b0e6461a', 'key', '0000000000000Mei', 1795447302169);
INSERT INTO changes VALUES (6, '7c74a11b-57c1-4094-82b3-0978b0e6461a', 'key', '000000000000MeiL', 1795447302169);
INSERT INTO changes VALUES (7, '7c74a11b-57c1-4094-82b3-0978b0e6461a', 'key', '0123456789abcdef0123', 1795447302169);
INSERT INTO changes VALUES (8, '7c74a11b-57c1-4094-82b3-0978b0e6461a', 'team', 'team_000000000000000sensors', 1795447302169);
INSERT INTO changes VALUES (9, '7c74a11b-57c1-4094-82b3-0978b0e6461a', 'account', 'sva_0000000000000000000bot', 1795447302169);
INSERT INTO changes VALUES (10, '7c74a11b-57c1-4094-82b3-0978b0e6461a', 'account', 'sva_000000000000000courier', 1795447302169);
INSERT INTO changes VALUES (11, '7c74a11b-57c1-4094-82b3-0978b0e6461a', 'key', '000000000000Robo', 1795447302169);
INSERT INTO changes VALUES (12, '7c74a11b-57c1-4094-82b3-0978b0e6461a', 'key', '000000000000Cour', 1795447302169);
INSERT INTO change_head VALUES (1, 12, '7c74a11b-57c1-4094-82b3-0978b0e6461a');
INSERT INTO key_numbers VALUES (1, '0000000000000Ada');
INSERT INTO key_numbers VALUES (2, '0000000000000Mei');
INSERT INTO key_numbers VALUES (3, '000000000000MeiL');
INSERT INTO key_numbers VALUES (4, '0123456789abcdef0123');
INSERT INTO key_numbers VALUES (5, '000000000000Robo');
INSERT INTO key_numbers VALUES (6, '000000000000Cour');
INSERT INTO key_trigrams (key_trigrams) VALUES ('rebuild');
INSERT INTO events VALUES ('evt_0000000000000000000lab', 'webhook.test', 1767225600000, '{"webhookId":"鍵 🗝"}');
INSERT INTO webhooks VALUES ('whk_0000000000000000000lab', 'org_0000000000000000000lab', 'https://hooks.example.com/keystead', '明', '["key.created","webhook.test"]', X'00FF01', NULL, NULL, 1, NULL, NULL, 1767225600000, 'usr_0000000000000000000ada', NULL, 0, NULL);
INSERT INTO webhook_deliveries VALUES ('whk_0000000000000000000lab', 'evt_0000000000000000000lab', 1767225600000, 0, 1767225600000, NULL, NULL, NULL, NULL);
INSERT INTO consumers VALUES ('0000000000000Mei', 'con_ad46b04424e65efda0762e83956b61d1', NULL, '192.0.2.0/24', '192.0.2.1', 'curl', '8.9.1', NULL, NULL, 1767225600004, 1767225600004, 20454, 3, 0, '[]');
INSERT INTO use_days VALUES ('0000000000000Mei', 20454, 3);
INSERT INTO use_recorders VALUES ('frozen', 1, 20454);
INSERT INTO rotations VALUES ('rot_0000000000000000000rot', '000000000000MeiL', '0123456789abcdef0123', 'ready', 'automatic', 1767225600020, 'extend', 1767225600000, 'usr_0000000000000000000mei', 1767225600011, 1767225600012, NULL, 1767225600000);
INSERT INTO gone_marks VALUES ('rot_0000000000000000000rot', 'con_0000000000000000000000000000gone', 1767225600013);
CREATE TRIGGER api_keys_inserted after insert on api_keys begin
      insert into key_numbers (key_id) values (new.id);
      
    insert into key_trigrams (rowid, text)
    select number, new.search_text || char(10, 10) from key_numbers where key_id = new.id
  ;
    end;
CREATE TRIGGER api_keys_renamed after update of search_text on api_keys when old.search_text <> new.search_text begin
      
    insert into key_trigrams (key_trigrams, rowid, text)
    select 'delete', number, old.search_text || char(10, 10) from key_numbers where key_id = old.id
  ;
      
    insert into key_trigrams (rowid, text)
    select number, new.search_text || char(10, 10) from key_numbers where key_id = new.id
  ;
    end;
CREATE TRIGGER api_keys_deleted after delete on api_keys begin
      
    insert into key_trigrams (key_trigrams, rowid, text)
    select 'delete', number, old.search_text || char(10, 10) from key_numbers where key_id = old.id
  ;
      delete from key_numbers where key_id = old.id;
    end;
