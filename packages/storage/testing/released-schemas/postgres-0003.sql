CREATE TABLE public.api_keys (
    id text NOT NULL COLLATE pg_catalog."C",
    name text NOT NULL COLLATE pg_catalog."C",
    search_text text NOT NULL COLLATE pg_catalog."C",
    owner_id text NOT NULL COLLATE pg_catalog."C",
    organization_id text COLLATE pg_catalog."C",
    format text NOT NULL COLLATE pg_catalog."C",
    digest bytea NOT NULL,
    pepper_version integer NOT NULL,
    created_at bigint NOT NULL,
    expires_at bigint,
    last_used_at bigint
);
CREATE TABLE public.idempotent_creations (
    owner_id text NOT NULL COLLATE pg_catalog."C",
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
CREATE TABLE public.organization_policies (
    organization_id text NOT NULL COLLATE pg_catalog."C",
    disable_key_creation integer NOT NULL,
    enforce_organization_keys integer NOT NULL,
    maximum_key_lifetime_ms bigint
);
CREATE TABLE public.organizations (
    id text NOT NULL COLLATE pg_catalog."C",
    name text NOT NULL COLLATE pg_catalog."C",
    folded_name text NOT NULL COLLATE pg_catalog."C",
    created_at bigint NOT NULL
);
CREATE TABLE public.pepper_checks (
    version integer NOT NULL,
    check_value text NOT NULL COLLATE pg_catalog."C"
);
CREATE TABLE public.users (
    id text NOT NULL COLLATE pg_catalog."C",
    username text NOT NULL COLLATE pg_catalog."C",
    email text NOT NULL COLLATE pg_catalog."C",
    name text NOT NULL COLLATE pg_catalog."C",
    search_text text NOT NULL COLLATE pg_catalog."C",
    instance_admin integer NOT NULL,
    created_at bigint NOT NULL
);
INSERT INTO public.api_keys VALUES ('0000000000000Ada', 'bootstrap', 'BOOTSTRAP
0000000000000ADA', 'usr_0000000000000000000ada', NULL, 'v1', '\x4a8db87ccabd499ea016e484811e56c4aae10bb90b7627d7bc7018ee0054372d', 1, 1767225600000, NULL, NULL);
INSERT INTO public.api_keys VALUES ('000000000000MeiL', 'lab', 'LAB
000000000000MEIL', 'usr_0000000000000000000mei', 'org_0000000000000000000lab', 'v1', '\xe95a05813c22a2f5d738cf87823529c114a379071749654b1082b25c4c942632', 2, 1767225600000, NULL, NULL);
INSERT INTO public.api_keys VALUES ('0123456789abcdef0123', 'pinned client', 'PINNED CLIENT
0123456789ABCDEF0123', 'usr_0000000000000000000mei', NULL, 'legacy', '\x1bd8fd47297046f993e608e398d5905b00a33e163c6b1172dd38887fed05ed6a', 1, 1767225600000, NULL, NULL);
INSERT INTO public.api_keys VALUES ('0000000000000Mei', '学習 ＧＰＵ 100%', '学習 GPU 100%
0000000000000MEI', 'usr_0000000000000000000mei', NULL, 'v1', '\xea9cf328c9e1a549bb9dab94cade7bae9c300eec033ceb7d85e47335b0f2a96e', 1, 1767225600000, 1767225600005, 1767225600004);
INSERT INTO public.instance VALUES (1, 1767225600000);
INSERT INTO public.keystead_migration_lock VALUES ('migration_lock', 0);
INSERT INTO public.keystead_migrations VALUES ('0001_accounts_and_keys', '2026-11-23T03:29:34.543Z');
INSERT INTO public.keystead_migrations VALUES ('0002_idempotent_creations', '2026-11-23T03:29:34.548Z');
INSERT INTO public.keystead_migrations VALUES ('0003_organization_policies', '2026-11-23T03:29:34.551Z');
INSERT INTO public.memberships VALUES ('usr_0000000000000000000ada', 'org_0000000000000000000lab', 'admin');
INSERT INTO public.memberships VALUES ('usr_0000000000000000000mei', 'org_0000000000000000000lab', 'member');
INSERT INTO public.organizations VALUES ('org_0000000000000000000lab', 'Lab', 'LAB', 1767225600000);
INSERT INTO public.pepper_checks VALUES (1, 'check value of pepper 1');
INSERT INTO public.users VALUES ('usr_0000000000000000000ada', 'ada', 'ada@example.com', 'Ada Lovelace', 'ADA
ADA@EXAMPLE.COM', 1, 1767225600000);
INSERT INTO public.users VALUES ('usr_0000000000000000000mei', 'mei', 'mei@example.com', '明 🗝', 'MEI
MEI@EXAMPLE.COM', 0, 1767225600000);
ALTER TABLE ONLY public.api_keys
    ADD CONSTRAINT api_keys_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.idempotent_creations
    ADD CONSTRAINT idempotent_creations_pk PRIMARY KEY (owner_id, lookup);
ALTER TABLE ONLY public.instance
    ADD CONSTRAINT instance_pkey PRIMARY KEY (singleton);
ALTER TABLE ONLY public.keystead_migration_lock
    ADD CONSTRAINT keystead_migration_lock_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.keystead_migrations
    ADD CONSTRAINT keystead_migrations_pkey PRIMARY KEY (name);
ALTER TABLE ONLY public.memberships
    ADD CONSTRAINT memberships_pk PRIMARY KEY (user_id, organization_id);
ALTER TABLE ONLY public.organization_policies
    ADD CONSTRAINT organization_policies_pkey PRIMARY KEY (organization_id);
ALTER TABLE ONLY public.organizations
    ADD CONSTRAINT organizations_folded_name_key UNIQUE (folded_name);
ALTER TABLE ONLY public.organizations
    ADD CONSTRAINT organizations_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.pepper_checks
    ADD CONSTRAINT pepper_checks_pkey PRIMARY KEY (version);
ALTER TABLE ONLY public.users
    ADD CONSTRAINT users_email_key UNIQUE (email);
ALTER TABLE ONLY public.users
    ADD CONSTRAINT users_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.users
    ADD CONSTRAINT users_username_key UNIQUE (username);
CREATE INDEX api_keys_by_creation ON public.api_keys USING btree (created_at, id);
CREATE INDEX api_keys_by_organization ON public.api_keys USING btree (organization_id, created_at, id) WHERE (organization_id IS NOT NULL);
CREATE INDEX api_keys_by_owner ON public.api_keys USING btree (owner_id, created_at, id);
CREATE INDEX idempotent_creations_by_creation ON public.idempotent_creations USING btree (created_at);
CREATE INDEX idempotent_creations_by_key ON public.idempotent_creations USING btree (key_id);
CREATE INDEX memberships_by_organization ON public.memberships USING btree (organization_id);
ALTER TABLE ONLY public.api_keys
    ADD CONSTRAINT api_keys_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES public.organizations(id);
ALTER TABLE ONLY public.api_keys
    ADD CONSTRAINT api_keys_owner_id_fkey FOREIGN KEY (owner_id) REFERENCES public.users(id);
ALTER TABLE ONLY public.idempotent_creations
    ADD CONSTRAINT idempotent_creations_owner_id_fkey FOREIGN KEY (owner_id) REFERENCES public.users(id);
ALTER TABLE ONLY public.memberships
    ADD CONSTRAINT memberships_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES public.organizations(id);
ALTER TABLE ONLY public.memberships
    ADD CONSTRAINT memberships_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id);
ALTER TABLE ONLY public.organization_policies
    ADD CONSTRAINT organization_policies_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES public.organizations(id);
