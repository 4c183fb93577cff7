CREATE FUNCTION public.keystead_trigrams(text) RETURNS tsvector
    LANGUAGE sql IMMUTABLE STRICT COST 10000 PARALLEL SAFE
    RETURN array_to_tsvector(ARRAY(SELECT substr((($1 || chr(10)) || chr(10)), place.place, 3) AS substr FROM generate_series(1, char_length($1)) place(place)));
CREATE TABLE public.api_keys (
    id text NOT NULL COLLATE pg_catalog."C",
    name text NOT NULL COLLATE pg_catalog."C",
    search_text text NOT NULL COLLATE pg_catalog."C",
    user_id text COLLATE pg_catalog."C",
    service_account_id text COLLATE pg_catalog."C",
    team_id text COLLATE pg_catalog."C",
    organization_id text COLLATE pg_catalog."C",
    format text NOT NULL COLLATE pg_catalog."C",
    digest bytea NOT NULL,
    pepper_version integer NOT NULL,
    created_at bigint NOT NULL,
    expires_at bigint,
    last_used_at bigint,
    sort_name text DEFAULT ''::text NOT NULL COLLATE pg_catalog."C",
    sort_owner text DEFAULT ''::text NOT NULL COLLATE pg_catalog."C",
    disabled_at bigint,
    disabled_until bigint,
    disabled_by text COLLATE pg_catalog."C",
    disabled_by_name text COLLATE pg_catalog."C",
    leaked_at bigint,
    expires_without_leak_at bigint,
    CONSTRAINT api_keys_have_one_owner CHECK (((user_id IS NULL) <> (service_account_id IS NULL))),
    CONSTRAINT api_keys_of_service_accounts_are_confined CHECK (((service_account_id IS NULL) OR (organization_id IS NOT NULL))),
    CONSTRAINT api_keys_of_teams_are_of_service_accounts CHECK (((team_id IS NULL) OR (service_account_id IS NOT NULL)))
);
CREATE TABLE public.audit_events (
    number bigint NOT NULL,
    at bigint NOT NULL,
    action text NOT NULL COLLATE pg_catalog."C",
    outcome text NOT NULL COLLATE pg_catalog."C",
    code text COLLATE pg_catalog."C",
    actor_type text NOT NULL COLLATE pg_catalog."C",
    actor_id text COLLATE pg_catalog."C",
    actor_name text COLLATE pg_catalog."C",
    actor_email text COLLATE pg_catalog."C",
    actor_key_id text COLLATE pg_catalog."C",
    ip text COLLATE pg_catalog."C",
    request_id text COLLATE pg_catalog."C",
    organization_id text COLLATE pg_catalog."C",
    organization_name text COLLATE pg_catalog."C",
    team_id text COLLATE pg_catalog."C",
    team_name text COLLATE pg_catalog."C",
    target_type text NOT NULL COLLATE pg_catalog."C",
    target_id text COLLATE pg_catalog."C",
    target_name text COLLATE pg_catalog."C",
    target_email text COLLATE pg_catalog."C",
    details text NOT NULL COLLATE pg_catalog."C",
    mac_key_id integer NOT NULL,
    mac text NOT NULL COLLATE pg_catalog."C"
);
CREATE TABLE public.audit_head (
    singleton integer NOT NULL,
    number bigint NOT NULL,
    mac text NOT NULL COLLATE pg_catalog."C"
);
CREATE TABLE public.beats (
    name text NOT NULL COLLATE pg_catalog."C",
    at bigint NOT NULL,
    text text NOT NULL COLLATE pg_catalog."C"
);
CREATE TABLE public.change_head (
    singleton integer NOT NULL,
    number bigint NOT NULL,
    tag text NOT NULL COLLATE pg_catalog."C"
);
CREATE TABLE public.change_readers (
    id text NOT NULL COLLATE pg_catalog."C",
    read_at bigint NOT NULL
);
CREATE TABLE public.changes (
    number bigint NOT NULL,
    tag text NOT NULL COLLATE pg_catalog."C",
    subject_kind text NOT NULL COLLATE pg_catalog."C",
    subject_id text NOT NULL COLLATE pg_catalog."C",
    committed_at bigint NOT NULL
);
CREATE TABLE public.consumers (
    key_id text NOT NULL COLLATE pg_catalog."C",
    id text NOT NULL COLLATE pg_catalog."C",
    label text COLLATE pg_catalog."C",
    network text COLLATE pg_catalog."C",
    last_address text COLLATE pg_catalog."C",
    program text COLLATE pg_catalog."C",
    program_version text COLLATE pg_catalog."C",
    runtime text COLLATE pg_catalog."C",
    verifier text COLLATE pg_catalog."C",
    first_seen_at bigint NOT NULL,
    last_seen_at bigint NOT NULL,
    last_seen_day integer NOT NULL,
    uses bigint NOT NULL,
    longest_pause_ms bigint NOT NULL,
    pauses text NOT NULL COLLATE pg_catalog."C"
);
CREATE TABLE public.deleted_key_blocks (
    key_id text NOT NULL COLLATE pg_catalog."C",
    organization_id text NOT NULL COLLATE pg_catalog."C",
    blocked_at bigint NOT NULL
);
CREATE TABLE public.deleted_keys (
    id text NOT NULL COLLATE pg_catalog."C",
    name text NOT NULL COLLATE pg_catalog."C",
    user_id text COLLATE pg_catalog."C",
    service_account_id text COLLATE pg_catalog."C",
    team_id text COLLATE pg_catalog."C",
    organization_id text COLLATE pg_catalog."C",
    format text NOT NULL COLLATE pg_catalog."C",
    digest bytea NOT NULL,
    pepper_version integer NOT NULL,
    created_at bigint NOT NULL,
    expires_at bigint,
    last_used_at bigint,
    disabled_at bigint,
    disabled_until bigint,
    disabled_by text COLLATE pg_catalog."C",
    disabled_by_name text COLLATE pg_catalog."C",
    deleted_at bigint NOT NULL,
    deleted_by text COLLATE pg_catalog."C",
    deleted_by_name text COLLATE pg_catalog."C",
    leaked_at bigint,
    expires_without_leak_at bigint
);
CREATE TABLE public.device_authorizations (
    id text NOT NULL COLLATE pg_catalog."C",
    digest bytea NOT NULL,
    pepper_version integer NOT NULL,
    user_code_name text NOT NULL COLLATE pg_catalog."C",
    name text NOT NULL COLLATE pg_catalog."C",
    ip text COLLATE pg_catalog."C",
    created_at bigint NOT NULL,
    expires_at bigint NOT NULL,
    decision text NOT NULL COLLATE pg_catalog."C",
    approved_by text COLLATE pg_catalog."C"
);
CREATE TABLE public.events (
    id text NOT NULL COLLATE pg_catalog."C",
    type text NOT NULL COLLATE pg_catalog."C",
    at bigint NOT NULL,
    data text NOT NULL COLLATE pg_catalog."C"
);
CREATE TABLE public.gone_marks (
    rotation_id text NOT NULL COLLATE pg_catalog."C",
    consumer_id text NOT NULL COLLATE pg_catalog."C",
    marked_at bigint NOT NULL
);
CREATE TABLE public.idempotent_creations (
    caller_id text NOT NULL COLLATE pg_catalog."C",
    lookup text NOT NULL COLLATE pg_catalog."C",
    request_hash text NOT NULL COLLATE pg_catalog."C",
    key_id text NOT NULL COLLATE pg_catalog."C",
    sealed_token bytea,
    created_at bigint NOT NULL
);
CREATE TABLE public.instance (
    singleton integer NOT NULL,
    bootstrapped_at bigint NOT NULL
);
CREATE TABLE public.invitations (
    id text NOT NULL COLLATE pg_catalog."C",
    email text NOT NULL COLLATE pg_catalog."C",
    organization_id text NOT NULL COLLATE pg_catalog."C",
    role text NOT NULL COLLATE pg_catalog."C",
    team_id text COLLATE pg_catalog."C",
    team_role text COLLATE pg_catalog."C",
    invited_by text NOT NULL COLLATE pg_catalog."C",
    digest bytea NOT NULL,
    pepper_version integer NOT NULL,
    created_at bigint NOT NULL,
    expires_at bigint NOT NULL,
    CONSTRAINT invitations_to_teams_have_roles CHECK (((team_id IS NULL) = (team_role IS NULL)))
);
CREATE TABLE public.key_blocks (
    key_id text NOT NULL COLLATE pg_catalog."C",
    organization_id text NOT NULL COLLATE pg_catalog."C",
    blocked_at bigint NOT NULL
);
CREATE TABLE public.keystead_migration_lock (
    id character varying(255) NOT NULL,
    is_locked integer DEFAULT 0 NOT NULL
);
CREATE TABLE public.keystead_migrations (
    name character varying(255) NOT NULL,
    "timestamp" character varying(255) NOT NULL
);
CREATE TABLE public.memberships (
    user_id text NOT NULL COLLATE pg_catalog."C",
    organization_id text NOT NULL COLLATE pg_catalog."C",
    role text NOT NULL COLLATE pg_catalog."C"
);
CREATE TABLE public.nodes (
    id text NOT NULL COLLATE pg_catalog."C",
    name text NOT NULL COLLATE pg_catalog."C",
    applied_number bigint NOT NULL,
    stale_limit_ms bigint NOT NULL,
    seen_at bigint NOT NULL,
    current_pepper bigint,
    newest_pepper bigint
);
CREATE TABLE public.one_time_links (
    id text NOT NULL COLLATE pg_catalog."C",
    user_id text COLLATE pg_catalog."C",
    digest bytea NOT NULL,
    pepper_version integer NOT NULL,
    expires_at bigint NOT NULL
);
CREATE TABLE public.organization_policies (
    organization_id text NOT NULL COLLATE pg_catalog."C",
    disable_key_creation integer NOT NULL,
    enforce_organization_keys integer NOT NULL,
    maximum_key_lifetime_ms bigint,
    disable_viewer_key_creation integer DEFAULT 0 NOT NULL,
    disable_team_service_account_creation integer DEFAULT 0 NOT NULL,
    on_leak text DEFAULT 'disable'::text NOT NULL COLLATE pg_catalog."C",
    leak_grace_ms bigint DEFAULT 86400000 NOT NULL
);
CREATE TABLE public.organizations (
    id text NOT NULL COLLATE pg_catalog."C",
    name text NOT NULL COLLATE pg_catalog."C",
    folded_name text NOT NULL COLLATE pg_catalog."C",
    created_at bigint NOT NULL
);
CREATE TABLE public.passwords (
    user_id text NOT NULL COLLATE pg_catalog."C",
    hash text NOT NULL COLLATE pg_catalog."C"
);
CREATE TABLE public.pepper_checks (
    version integer NOT NULL,
    check_value text NOT NULL COLLATE pg_catalog."C"
);
CREATE TABLE public.refusals (
    id text NOT NULL COLLATE pg_catalog."C",
    key_id text COLLATE pg_catalog."C",
    proven integer NOT NULL,
    reason text NOT NULL COLLATE pg_catalog."C",
    code text COLLATE pg_catalog."C",
    door text NOT NULL COLLATE pg_catalog."C",
    demand text COLLATE pg_catalog."C",
    consumer_id text NOT NULL COLLATE pg_catalog."C",
    label text COLLATE pg_catalog."C",
    network text COLLATE pg_catalog."C",
    last_address text COLLATE pg_catalog."C",
    program text COLLATE pg_catalog."C",
    program_version text COLLATE pg_catalog."C",
    runtime text COLLATE pg_catalog."C",
    verifier text COLLATE pg_catalog."C",
    times bigint NOT NULL,
    first_at bigint NOT NULL,
    first_request_id text NOT NULL COLLATE pg_catalog."C",
    last_at bigint NOT NULL,
    last_request_id text NOT NULL COLLATE pg_catalog."C"
);
CREATE TABLE public.refused_requests (
    request_id text NOT NULL COLLATE pg_catalog."C",
    refusal_id text NOT NULL COLLATE pg_catalog."C",
    at bigint NOT NULL
);
CREATE TABLE public.rotations (
    id text NOT NULL COLLATE pg_catalog."C",
    old_key_id text NOT NULL COLLATE pg_catalog."C",
    new_key_id text NOT NULL COLLATE pg_catalog."C",
    state text NOT NULL COLLATE pg_catalog."C",
    completion text NOT NULL COLLATE pg_catalog."C",
    deadline_at bigint,
    deadline_action text COLLATE pg_catalog."C",
    opened_at bigint NOT NULL,
    opened_by text NOT NULL COLLATE pg_catalog."C",
    ready_at bigint,
    stuck_at bigint,
    ended_at bigint,
    check_at bigint NOT NULL
);
CREATE TABLE public.service_accounts (
    id text NOT NULL COLLATE pg_catalog."C",
    organization_id text NOT NULL COLLATE pg_catalog."C",
    team_id text COLLATE pg_catalog."C",
    default_team_id text NOT NULL COLLATE pg_catalog."C",
    name text NOT NULL COLLATE pg_catalog."C",
    folded_name text NOT NULL COLLATE pg_catalog."C",
    verifier integer NOT NULL,
    created_at bigint NOT NULL
);
CREATE TABLE public.sessions (
    id text NOT NULL COLLATE pg_catalog."C",
    user_id text NOT NULL COLLATE pg_catalog."C",
    digest bytea NOT NULL,
    pepper_version integer NOT NULL,
    created_at bigint NOT NULL,
    last_seen_at bigint NOT NULL,
    expires_at bigint NOT NULL,
    ip text COLLATE pg_catalog."C",
    user_agent text COLLATE pg_catalog."C"
);
CREATE TABLE public.sign_in_networks (
    user_id text NOT NULL COLLATE pg_catalog."C",
    network text NOT NULL COLLATE pg_catalog."C",
    last_at bigint NOT NULL
);
CREATE TABLE public.team_memberships (
    user_id text NOT NULL COLLATE pg_catalog."C",
    team_id text NOT NULL COLLATE pg_catalog."C",
    organization_id text NOT NULL COLLATE pg_catalog."C",
    role text NOT NULL COLLATE pg_catalog."C",
    created_at bigint NOT NULL
);
CREATE TABLE public.teams (
    id text NOT NULL COLLATE pg_catalog."C",
    organization_id text NOT NULL COLLATE pg_catalog."C",
    name text NOT NULL COLLATE pg_catalog."C",
    folded_name text NOT NULL COLLATE pg_catalog."C",
    created_at bigint NOT NULL
);
CREATE TABLE public.use_days (
    key_id text NOT NULL COLLATE pg_catalog."C",
    day integer NOT NULL,
    uses bigint NOT NULL
);
CREATE TABLE public.use_recorders (
    recorder text NOT NULL COLLATE pg_catalog."C",
    number bigint NOT NULL,
    written_day integer NOT NULL
);
CREATE TABLE public.users (
    id text NOT NULL COLLATE pg_catalog."C",
    username text NOT NULL COLLATE pg_catalog."C",
    email text NOT NULL COLLATE pg_catalog."C",
    name text NOT NULL COLLATE pg_catalog."C",
    search_text text NOT NULL COLLATE pg_catalog."C",
    instance_admin integer NOT NULL,
    created_at bigint NOT NULL,
    activated_at bigint
);
CREATE TABLE public.webhook_deliveries (
    webhook_id text NOT NULL COLLATE pg_catalog."C",
    event_id text NOT NULL COLLATE pg_catalog."C",
    at bigint NOT NULL,
    attempts integer NOT NULL,
    next_attempt_at bigint,
    attempted_at bigint,
    status integer,
    error text COLLATE pg_catalog."C",
    delivered_at bigint
);
CREATE TABLE public.webhooks (
    id text NOT NULL COLLATE pg_catalog."C",
    organization_id text COLLATE pg_catalog."C",
    url text NOT NULL COLLATE pg_catalog."C",
    description text NOT NULL COLLATE pg_catalog."C",
    event_types text NOT NULL COLLATE pg_catalog."C",
    sealed_secret bytea NOT NULL,
    sealed_previous_secret bytea,
    previous_secret_until bigint,
    pepper_version integer NOT NULL,
    disabled_at bigint,
    disabled_reason text COLLATE pg_catalog."C",
    created_at bigint NOT NULL,
    created_by text NOT NULL COLLATE pg_catalog."C",
    failing_since bigint,
    failures integer NOT NULL,
    resume_at bigint
);
INSERT INTO public.api_keys VALUES ('0000000000000Ada', 'bootstrap', 'BOOTSTRAP
0000000000000ADA', 'usr_0000000000000000000ada', NULL, NULL, NULL, 'v1', '\x4a8db87ccabd499ea016e484811e56c4aae10bb90b7627d7bc7018ee0054372d', 1, 1767225600000, NULL, NULL, 'BOOTSTRAP', 'ADA LOVELACE', NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO public.api_keys VALUES ('000000000000MeiL', 'lab', 'LAB
000000000000MEIL', 'usr_0000000000000000000mei', NULL, NULL, 'org_0000000000000000000lab', 'v1', '\xe95a05813c22a2f5d738cf87823529c114a379071749654b1082b25c4c942632', 2, 1767225600000, NULL, NULL, 'LAB', '明 🗝', NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO public.api_keys VALUES ('0123456789abcdef0123', 'pinned client', 'PINNED CLIENT
0123456789ABCDEF0123', 'usr_0000000000000000000mei', NULL, NULL, NULL, 'legacy', '\x1bd8fd47297046f993e608e398d5905b00a33e163c6b1172dd38887fed05ed6a', 1, 1767225600000, NULL, NULL, 'PINNED CLIENT', '明 🗝', NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO public.api_keys VALUES ('000000000000Robo', 'nightly', 'NIGHTLY
000000000000ROBO', NULL, 'sva_0000000000000000000bot', 'team_000000000000000sensors', 'org_0000000000000000000lab', 'v1', '\x87c5d1705981b7dd41a9036eba5b4f317538d57c9ea9eafbd950b3a73be74ae3', 1, 1767225600000, NULL, NULL, 'NIGHTLY', 'ロボット', NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO public.api_keys VALUES ('000000000000Cour', 'post', 'POST
000000000000COUR', NULL, 'sva_000000000000000courier', NULL, 'org_0000000000000000000lab', 'v1', '\x6bbf63b2430850dafa3695e3d5055645e0cd6d336dd0ac4c5890df7a1652da24', 1, 1767225600000, NULL, NULL, 'POST', 'COURIER', NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO public.api_keys VALUES ('0000000000000Mei', '学習 ＧＰＵ 100%', '学習 GPU 100%
0000000000000MEI', 'usr_0000000000000000000mei', NULL, NULL, NULL, 'v1', '\xea9cf328c9e1a549bb9dab94cade7bae9c300eec033ceb7d85e47335b0f2a96e', 1, 1767225600000, 1767225600005, 1767225600004, '学習 GPU 100%', '明 🗝', NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO public.audit_events VALUES (1, 1767225600000, 'team.create', 'done', NULL, 'user', 'usr_0000000000000000000ada', 'Ada Lovelace', 'ada@example.com', '0000000000000Ada', '2001:db8::1', 'request 1', 'org_0000000000000000000lab', 'Lab', 'team_000000000000000sensors', 'Sensors', 'team', 'team_000000000000000sensors', 'Sensors', NULL, '{"z":"鍵 🗝","a":1,"n":null,"t":true}', 1, 'mac of the first event');
INSERT INTO public.audit_head VALUES (1, 1, 'mac of the first event');
INSERT INTO public.change_head VALUES (1, 12, 'a770f3b1-a958-47b2-b7cd-206842d364b7');
INSERT INTO public.changes VALUES (0, '16f91ad8-068a-4ad4-ace2-fa9e782e4c15', 'beginning', '', 0);
INSERT INTO public.changes VALUES (1, 'a770f3b1-a958-47b2-b7cd-206842d364b7', 'account', 'usr_0000000000000000000ada', 1795447305829);
INSERT INTO public.changes VALUES (2, 'a770f3b1-a958-47b2-b7cd-206842d364b7', 'account', 'usr_0000000000000000000mei', 1795447305829);
INSERT INTO public.changes VALUES (3, 'a770f3b1-a958-47b2-b7cd-206842d364b7', 'organization', 'org_0000000000000000000lab', 1795447305829);
INSERT INTO public.changes VALUES (4, 'a770f3b1-a958-47b2-b7cd-206842d364b7', 'key', '0000000000000Ada', 1795447305829);
INSERT INTO public.changes VALUES (5, 'a770f3b1-a958-47b2-b7cd-206842d364b7', 'key', '0000000000000Mei', 1795447305829);
INSERT INTO public.changes VALUES (6, 'a770f3b1-a958-47b2-b7cd-206842d364b7', 'key', '000000000000MeiL', 1795447305829);
INSERT INTO public.changes VALUES (7, 'a770f3b1-a958-47b2-b7cd-206842d364b7', 'key', '0123456789abcdef0123', 1795447305829);
INSERT INTO public.changes VALUES (8, 'a770f3b1-a958-47b2-b7cd-206842d364b7', 'team', 'team_000000000000000sensors', 1795447305829);
INSERT INTO public.changes VALUES (9, 'a770f3b1-a958-47b2-b7cd-206842d364b7', 'account', 'sva_0000000000000000000bot', 1795447305829);
INSERT INTO public.changes VALUES (10, 'a770f3b1-a958-47b2-b7cd-206842d364b7', 'account', 'sva_000000000000000courier', 1795447305829);
INSERT INTO public.changes VALUES (11, 'a770f3b1-a958-47b2-b7cd-206842d364b7', 'key', '000000000000Robo', 1795447305829);
INSERT INTO public.changes VALUES (12, 'a770f3b1-a958-47b2-b7cd-206842d364b7', 'key', '000000000000Cour', 1795447305829);
INSERT INTO public.consumers VALUES ('0000000000000Mei', 'con_ad46b04424e65efda0762e83956b61d1', NULL, '192.0.2.0/24', '192.0.2.1', 'curl', '8.9.1', NULL, NULL, 1767225600004, 1767225600004, 20454, 3, 0, '[]');
INSERT INTO public.events VALUES ('evt_0000000000000000000lab', 'webhook.test', 1767225600000, '{"webhookId":"鍵 🗝"}');
INSERT INTO public.gone_marks VALUES ('rot_0000000000000000000rot', 'con_0000000000000000000000000000gone', 1767225600013);
INSERT INTO public.instance VALUES (1, 1767225600000);
INSERT INTO public.invitations VALUES ('inv_0000000000000Inv', 'noor@example.com', 'org_0000000000000000000lab', 'viewer', 'team_000000000000000sensors', 'member', 'usr_0000000000000000000ada', '\xa3013c082c75edc913598c3baac1afa18f7633fe8f014896ab2f1a72ff83d8ba', 2, 1767225600000, 1767225600006);
INSERT INTO public.key_blocks VALUES ('0000000000000Mei', 'org_0000000000000000000lab', 1767225600003);
INSERT INTO public.keystead_migration_lock VALUES ('migration_lock', 0);
INSERT INTO public.keystead_migrations VALUES ('0001_accounts_and_keys', '2026-11-23T15:21:45.181Z');
INSERT INTO public.keystead_migrations VALUES ('0002_idempotent_creations', '2026-11-23T15:21:45.215Z');
INSERT INTO public.keystead_migrations VALUES ('0003_organization_policies', '2026-11-23T15:21:45.270Z');
INSERT INTO public.keystead_migrations VALUES ('0004_teams_and_audit', '2026-11-23T15:21:45.428Z');
INSERT INTO public.keystead_migrations VALUES ('0005_sessions', '2026-11-23T15:21:45.447Z');
INSERT INTO public.keystead_migrations VALUES ('0006_change_feed', '2026-11-23T15:21:45.459Z');
INSERT INTO public.keystead_migrations VALUES ('0007_key_lists', '2026-11-23T15:21:45.477Z');
INSERT INTO public.keystead_migrations VALUES ('0008_events', '2026-11-23T15:21:45.513Z');
INSERT INTO public.keystead_migrations VALUES ('0009_consumers', '2026-11-23T15:21:45.532Z');
INSERT INTO public.keystead_migrations VALUES ('0010_disabled_keys', '2026-11-23T15:21:45.557Z');
INSERT INTO public.keystead_migrations VALUES ('0011_rotations', '2026-11-23T15:21:45.607Z');
INSERT INTO public.keystead_migrations VALUES ('0012_device_authorizations', '2026-11-23T15:21:45.624Z');
INSERT INTO public.keystead_migrations VALUES ('0013_deleted_keys', '2026-11-23T15:21:45.661Z');
INSERT INTO public.keystead_migrations VALUES ('0014_refusals', '2026-11-23T15:21:45.678Z');
INSERT INTO public.keystead_migrations VALUES ('0015_ended_rotations', '2026-11-23T15:21:45.680Z');
INSERT INTO public.keystead_migrations VALUES ('0016_leaked_keys', '2026-11-23T15:21:45.688Z');
INSERT INTO public.keystead_migrations VALUES ('0017_node_peppers', '2026-11-23T15:21:45.696Z');
INSERT INTO public.memberships VALUES ('usr_0000000000000000000ada', 'org_0000000000000000000lab', 'admin');
INSERT INTO public.memberships VALUES ('usr_0000000000000000000mei', 'org_0000000000000000000lab', 'member');
INSERT INTO public.one_time_links VALUES ('0000000000000Set', NULL, '\xa0fa5566f2b4e58e369a9e7482560d024205b31480ec2c0fe3c4f4666d1d419d', 1, 1767229200000);
INSERT INTO public.one_time_links VALUES ('0000000000000Pwd', 'usr_0000000000000000000mei', '\xa93e2ca7f917017903076c13d70480cf04442e784d32ce25753f3c812006fc63', 2, 1767225600010);
INSERT INTO public.organizations VALUES ('org_0000000000000000000lab', 'Lab', 'LAB', 1767225600000);
INSERT INTO public.passwords VALUES ('usr_0000000000000000000ada', '$argon2id$v=19$m=19456,t=2,p=1$c2FsdA$aGFzaA');
INSERT INTO public.pepper_checks VALUES (1, 'check value of pepper 1');
INSERT INTO public.rotations VALUES ('rot_0000000000000000000rot', '000000000000MeiL', '0123456789abcdef0123', 'ready', 'automatic', 1767225600020, 'extend', 1767225600000, 'usr_0000000000000000000mei', 1767225600011, 1767225600012, NULL, 1767225600000);
INSERT INTO public.service_accounts VALUES ('sva_0000000000000000000bot', 'org_0000000000000000000lab', 'team_000000000000000sensors', 'team_000000000000000sensors', 'ロボット', 'ロボット', 1, 1767225600002);
INSERT INTO public.service_accounts VALUES ('sva_000000000000000courier', 'org_0000000000000000000lab', NULL, 'team_000000000000000sensors', 'courier', 'COURIER', 0, 1767225600000);
INSERT INTO public.sessions VALUES ('ses_0000000000000Ses', 'usr_0000000000000000000ada', '\x0a1a576381dedb4d6aa90e1e3a049a491a1fe5dcad3fde9debf175120c1d24ec', 2, 1767225600000, 1767225600008, 1767225600009, '2001:db8::1', 'ブラウザー/1.0');
INSERT INTO public.sign_in_networks VALUES ('usr_0000000000000000000ada', '2001:db8:0:0', 1767225600007);
INSERT INTO public.team_memberships VALUES ('usr_0000000000000000000mei', 'team_000000000000000sensors', 'org_0000000000000000000lab', 'admin', 1767225600000);
INSERT INTO public.teams VALUES ('team_000000000000000sensors', 'org_0000000000000000000lab', 'Sensors', 'SENSORS', 1767225600001);
INSERT INTO public.use_days VALUES ('0000000000000Mei', 20454, 3);
INSERT INTO public.use_recorders VALUES ('frozen', 1, 20454);
INSERT INTO public.users VALUES ('usr_0000000000000000000ada', 'ada', 'ada@example.com', 'Ada Lovelace', 'ADA
ADA@EXAMPLE.COM
ADA LOVELACE', 1, 1767225600000, 1767225600000);
INSERT INTO public.users VALUES ('usr_0000000000000000000mei', 'mei', 'mei@example.com', '明 🗝', 'MEI
MEI@EXAMPLE.COM
明 🗝', 0, 1767225600000, 1767225600000);
INSERT INTO public.webhook_deliveries VALUES ('whk_0000000000000000000lab', 'evt_0000000000000000000lab', 1767225600000, 0, 1767225600000, NULL, NULL, NULL, NULL);
INSERT INTO public.webhooks VALUES ('whk_0000000000000000000lab', 'org_0000000000000000000lab', 'https://hooks.example.com/keystead', '明', '["key.created","webhook.test"]', '\x00ff01', NULL, NULL, 1, NULL, NULL, 1767225600000, 'usr_0000000000000000000ada', NULL, 0, NULL);
ALTER TABLE ONLY public.api_keys
    ADD CONSTRAINT api_keys_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.audit_events
    ADD CONSTRAINT audit_events_pkey PRIMARY KEY (number);
ALTER TABLE ONLY public.audit_head
    ADD CONSTRAINT audit_head_pkey PRIMARY KEY (singleton);
ALTER TABLE ONLY public.beats
    ADD CONSTRAINT beats_pkey PRIMARY KEY (name);
ALTER TABLE ONLY public.change_head
    ADD CONSTRAINT change_head_pkey PRIMARY KEY (singleton);
ALTER TABLE ONLY public.change_readers
    ADD CONSTRAINT change_readers_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.changes
    ADD CONSTRAINT changes_pkey PRIMARY KEY (number);
ALTER TABLE ONLY public.consumers
    ADD CONSTRAINT consumers_pk PRIMARY KEY (key_id, id);
ALTER TABLE ONLY public.deleted_key_blocks
    ADD CONSTRAINT deleted_key_blocks_pk PRIMARY KEY (key_id, organization_id);
ALTER TABLE ONLY public.deleted_keys
    ADD CONSTRAINT deleted_keys_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.device_authorizations
    ADD CONSTRAINT device_authorizations_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.device_authorizations
    ADD CONSTRAINT device_authorizations_user_code_name_key UNIQUE (user_code_name);
ALTER TABLE ONLY public.events
    ADD CONSTRAINT events_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.gone_marks
    ADD CONSTRAINT gone_marks_pk PRIMARY KEY (rotation_id, consumer_id);
ALTER TABLE ONLY public.idempotent_creations
    ADD CONSTRAINT idempotent_creations_pk PRIMARY KEY (caller_id, lookup);
ALTER TABLE ONLY public.instance
    ADD CONSTRAINT instance_pkey PRIMARY KEY (singleton);
ALTER TABLE ONLY public.invitations
    ADD CONSTRAINT invitations_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.key_blocks
    ADD CONSTRAINT key_blocks_pk PRIMARY KEY (key_id, organization_id);
ALTER TABLE ONLY public.keystead_migration_lock
    ADD CONSTRAINT keystead_migration_lock_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.keystead_migrations
    ADD CONSTRAINT keystead_migrations_pkey PRIMARY KEY (name);
ALTER TABLE ONLY public.memberships
    ADD CONSTRAINT memberships_pk PRIMARY KEY (user_id, organization_id);
ALTER TABLE ONLY public.nodes
    ADD CONSTRAINT nodes_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.one_time_links
    ADD CONSTRAINT one_time_links_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.organization_policies
    ADD CONSTRAINT organization_policies_pkey PRIMARY KEY (organization_id);
ALTER TABLE ONLY public.organizations
    ADD CONSTRAINT organizations_folded_name_key UNIQUE (folded_name);
ALTER TABLE ONLY public.organizations
    ADD CONSTRAINT organizations_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.passwords
    ADD CONSTRAINT passwords_pkey PRIMARY KEY (user_id);
ALTER TABLE ONLY public.pepper_checks
    ADD CONSTRAINT pepper_checks_pkey PRIMARY KEY (version);
ALTER TABLE ONLY public.refusals
    ADD CONSTRAINT refusals_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.refused_requests
    ADD CONSTRAINT refused_requests_pkey PRIMARY KEY (request_id);
ALTER TABLE ONLY public.rotations
    ADD CONSTRAINT rotations_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.service_accounts
    ADD CONSTRAINT service_accounts_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.sessions
    ADD CONSTRAINT sessions_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.sign_in_networks
    ADD CONSTRAINT sign_in_networks_pkey PRIMARY KEY (user_id, network);
ALTER TABLE ONLY public.team_memberships
    ADD CONSTRAINT team_memberships_pk PRIMARY KEY (user_id, team_id);
ALTER TABLE ONLY public.teams
    ADD CONSTRAINT teams_name_key UNIQUE (organization_id, folded_name);
ALTER TABLE ONLY public.teams
    ADD CONSTRAINT teams_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.use_days
    ADD CONSTRAINT use_days_pk PRIMARY KEY (key_id, day);
ALTER TABLE ONLY public.use_recorders
    ADD CONSTRAINT use_recorders_pkey PRIMARY KEY (recorder);
ALTER TABLE ONLY public.users
    ADD CONSTRAINT users_email_key UNIQUE (email);
ALTER TABLE ONLY public.users
    ADD CONSTRAINT users_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.users
    ADD CONSTRAINT users_username_key UNIQUE (username);
ALTER TABLE ONLY public.webhook_deliveries
    ADD CONSTRAINT webhook_deliveries_pkey PRIMARY KEY (webhook_id, event_id);
ALTER TABLE ONLY public.webhooks
    ADD CONSTRAINT webhooks_pkey PRIMARY KEY (id);
CREATE INDEX api_keys_by_creation ON public.api_keys USING btree (created_at, id);
CREATE INDEX api_keys_by_disablement ON public.api_keys USING btree (disabled_at) WHERE (disabled_at IS NOT NULL);
CREATE INDEX api_keys_by_expiry ON public.api_keys USING btree (COALESCE(expires_at, '9007199254740991'::bigint), id);
CREATE INDEX api_keys_by_last_use ON public.api_keys USING btree (COALESCE(last_used_at, ('-1'::integer)::bigint), id);
CREATE INDEX api_keys_by_name ON public.api_keys USING btree (sort_name, id);
CREATE INDEX api_keys_by_organization ON public.api_keys USING btree (organization_id, created_at, id) WHERE (organization_id IS NOT NULL);
CREATE INDEX api_keys_by_owner ON public.api_keys USING btree (sort_owner, id);
CREATE INDEX api_keys_by_service_account ON public.api_keys USING btree (service_account_id, created_at, id) WHERE (service_account_id IS NOT NULL);
CREATE INDEX api_keys_by_team ON public.api_keys USING btree (team_id, created_at, id) WHERE (team_id IS NOT NULL);
CREATE INDEX api_keys_by_trigram ON public.api_keys USING gin (public.keystead_trigrams(search_text)) WITH (fastupdate=off);
CREATE INDEX api_keys_by_user ON public.api_keys USING btree (user_id, created_at, id) WHERE (user_id IS NOT NULL);
CREATE INDEX audit_events_by_actor ON public.audit_events USING btree (actor_id, number) WHERE (actor_id IS NOT NULL);
CREATE INDEX audit_events_by_key ON public.audit_events USING btree (actor_key_id, number) WHERE (actor_key_id IS NOT NULL);
CREATE INDEX audit_events_by_number ON public.audit_events USING btree (number, at, action, outcome);
CREATE INDEX audit_events_by_organization ON public.audit_events USING btree (organization_id, number, at, action, outcome) WHERE (organization_id IS NOT NULL);
CREATE INDEX audit_events_by_target ON public.audit_events USING btree (target_id, number) WHERE (target_id IS NOT NULL);
CREATE INDEX consumers_by_day ON public.consumers USING btree (last_seen_day);
CREATE INDEX deleted_keys_by_deletion ON public.deleted_keys USING btree (deleted_at, id);
CREATE INDEX deleted_keys_by_organization ON public.deleted_keys USING btree (organization_id);
CREATE INDEX deleted_keys_by_service_account ON public.deleted_keys USING btree (service_account_id);
CREATE INDEX deleted_keys_by_user ON public.deleted_keys USING btree (user_id);
CREATE INDEX device_authorizations_by_end ON public.device_authorizations USING btree (expires_at);
CREATE INDEX events_by_time ON public.events USING btree (at);
CREATE INDEX idempotent_creations_by_creation ON public.idempotent_creations USING btree (created_at);
CREATE INDEX idempotent_creations_by_key ON public.idempotent_creations USING btree (key_id);
CREATE INDEX invitations_by_organization ON public.invitations USING btree (organization_id, created_at, id);
CREATE INDEX invitations_by_team ON public.invitations USING btree (team_id);
CREATE INDEX memberships_by_organization ON public.memberships USING btree (organization_id);
CREATE INDEX one_time_links_by_user ON public.one_time_links USING btree (user_id);
CREATE INDEX refusals_by_end ON public.refusals USING btree (last_at);
CREATE INDEX refusals_by_key ON public.refusals USING btree (key_id, proven, last_at, id);
CREATE INDEX refused_requests_by_refusal ON public.refused_requests USING btree (refusal_id, at, request_id);
CREATE INDEX rotations_by_check ON public.rotations USING btree (check_at) WHERE (ended_at IS NULL);
CREATE INDEX rotations_by_end ON public.rotations USING btree (ended_at) WHERE (ended_at IS NOT NULL);
CREATE INDEX rotations_by_new_key ON public.rotations USING btree (new_key_id);
CREATE INDEX rotations_by_old_key ON public.rotations USING btree (old_key_id, opened_at);
CREATE INDEX rotations_by_opening ON public.rotations USING btree (opened_at, id);
CREATE UNIQUE INDEX rotations_under_way_by_new_key ON public.rotations USING btree (new_key_id) WHERE (ended_at IS NULL);
CREATE UNIQUE INDEX rotations_under_way_by_old_key ON public.rotations USING btree (old_key_id) WHERE (ended_at IS NULL);
CREATE INDEX service_accounts_by_default_team ON public.service_accounts USING btree (default_team_id);
CREATE INDEX service_accounts_by_name ON public.service_accounts USING btree (organization_id, folded_name, id);
CREATE INDEX service_accounts_by_team ON public.service_accounts USING btree (team_id);
CREATE INDEX sessions_by_end ON public.sessions USING btree (expires_at);
CREATE INDEX sessions_by_user ON public.sessions USING btree (user_id);
CREATE INDEX team_memberships_by_team ON public.team_memberships USING btree (team_id);
CREATE INDEX use_days_by_day ON public.use_days USING btree (day);
CREATE INDEX webhook_deliveries_by_event ON public.webhook_deliveries USING btree (webhook_id, at, event_id);
CREATE INDEX webhook_deliveries_by_time ON public.webhook_deliveries USING btree (at);
CREATE INDEX webhook_deliveries_due ON public.webhook_deliveries USING btree (webhook_id, next_attempt_at) WHERE (next_attempt_at IS NOT NULL);
CREATE INDEX webhooks_by_organization ON public.webhooks USING btree (organization_id);
ALTER TABLE ONLY public.api_keys
    ADD CONSTRAINT api_keys_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES public.organizations(id);
ALTER TABLE ONLY public.api_keys
    ADD CONSTRAINT api_keys_service_account_id_fkey FOREIGN KEY (service_account_id) REFERENCES public.service_accounts(id);
ALTER TABLE ONLY public.api_keys
    ADD CONSTRAINT api_keys_team_id_fkey FOREIGN KEY (team_id) REFERENCES public.teams(id);
ALTER TABLE ONLY public.api_keys
    ADD CONSTRAINT api_keys_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id);
ALTER TABLE ONLY public.deleted_key_blocks
    ADD CONSTRAINT deleted_key_blocks_key_id_fkey FOREIGN KEY (key_id) REFERENCES public.deleted_keys(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.deleted_key_blocks
    ADD CONSTRAINT deleted_key_blocks_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES public.organizations(id);
ALTER TABLE ONLY public.deleted_keys
    ADD CONSTRAINT deleted_keys_service_account_id_fkey FOREIGN KEY (service_account_id) REFERENCES public.service_accounts(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.deleted_keys
    ADD CONSTRAINT deleted_keys_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.gone_marks
    ADD CONSTRAINT gone_marks_rotation_id_fkey FOREIGN KEY (rotation_id) REFERENCES public.rotations(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.invitations
    ADD CONSTRAINT invitations_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES public.organizations(id);
ALTER TABLE ONLY public.invitations
    ADD CONSTRAINT invitations_team_id_fkey FOREIGN KEY (team_id) REFERENCES public.teams(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.key_blocks
    ADD CONSTRAINT key_blocks_key_id_fkey FOREIGN KEY (key_id) REFERENCES public.api_keys(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.key_blocks
    ADD CONSTRAINT key_blocks_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES public.organizations(id);
ALTER TABLE ONLY public.memberships
    ADD CONSTRAINT memberships_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES public.organizations(id);
ALTER TABLE ONLY public.memberships
    ADD CONSTRAINT memberships_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id);
ALTER TABLE ONLY public.one_time_links
    ADD CONSTRAINT one_time_links_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.organization_policies
    ADD CONSTRAINT organization_policies_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES public.organizations(id);
ALTER TABLE ONLY public.passwords
    ADD CONSTRAINT passwords_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.refused_requests
    ADD CONSTRAINT refused_requests_refusal_id_fkey FOREIGN KEY (refusal_id) REFERENCES public.refusals(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.service_accounts
    ADD CONSTRAINT service_accounts_default_team_id_fkey FOREIGN KEY (default_team_id) REFERENCES public.teams(id);
ALTER TABLE ONLY public.service_accounts
    ADD CONSTRAINT service_accounts_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES public.organizations(id);
ALTER TABLE ONLY public.service_accounts
    ADD CONSTRAINT service_accounts_team_id_fkey FOREIGN KEY (team_id) REFERENCES public.teams(id);
ALTER TABLE ONLY public.sessions
    ADD CONSTRAINT sessions_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.sign_in_networks
    ADD CONSTRAINT sign_in_networks_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.team_memberships
    ADD CONSTRAINT team_memberships_of_members_fk FOREIGN KEY (user_id, organization_id) REFERENCES public.memberships(user_id, organization_id) ON DELETE CASCADE;
ALTER TABLE ONLY public.team_memberships
    ADD CONSTRAINT team_memberships_team_id_fkey FOREIGN KEY (team_id) REFERENCES public.teams(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.teams
    ADD CONSTRAINT teams_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES public.organizations(id);
ALTER TABLE ONLY public.webhooks
    ADD CONSTRAINT webhooks_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES public.organizations(id) ON DELETE CASCADE;
