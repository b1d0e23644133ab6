-- Exclusion constraints combine equal ids with overlapping times.
CREATE EXTENSION IF NOT EXISTS btree_gist;

---- Names, normalized for sorting and searching ----

-- Must stay equal to searchKey() in lib/queries/rules.ts: no accents, lower case, single spaces, 200 characters.
CREATE FUNCTION "search_key"(text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT AS $$
  SELECT btrim(left(btrim(regexp_replace(translate(
    lower(regexp_replace(normalize($1, NFKD), '[\u0300-\u036f]+', '', 'g') COLLATE "und-x-icu"),
    'ς', 'σ'), '[ \t\n\r\f\v]+', ' ', 'g')), 200))
$$;

-- Punctuation ends a word, as in spacedName() of lib/accounts/rules.ts, which makes either half of a double name findable.
CREATE FUNCTION "person_key"(text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT AS $$
  SELECT search_key(regexp_replace($1, '[-‐‑–''’‘ʼ`.,()/]', ' ', 'g'))
$$;

CREATE FUNCTION "name_words"(name_key text) RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT AS $$
  SELECT array_to_tsvector(ARRAY(
    SELECT DISTINCT word FROM unnest(string_to_array(name_key, ' ')) word WHERE word <> ''))
$$;

---- Accounts ----

CREATE TYPE "AccountRole" AS ENUM ('patient', 'clinician', 'admin');

-- E-mails and name keys sort by code point: the same order on every computer, and prefixes can use the index.
CREATE TABLE "user" (
  "id" UUID NOT NULL,
  "role" "AccountRole" NOT NULL,
  "name" TEXT NOT NULL,
  "email" TEXT COLLATE "C",
  "password_hash" TEXT,
  "time_zone" TEXT NOT NULL DEFAULT 'Europe/Berlin',
  "locale" TEXT NOT NULL DEFAULT 'en-GB',
  "custom" JSONB NOT NULL DEFAULT '{}',
  "name_key" TEXT COLLATE "C" NOT NULL DEFAULT '',
  "disabled_at" TIMESTAMPTZ(3),
  "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  "updated_at" TIMESTAMPTZ(3) NOT NULL,
  CONSTRAINT "user_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "user_email_lower_case" CHECK ("email" = lower("email"))
);
-- Staff sign in by e-mail. A patient may be known to two clinics, and neither learns of the other.
CREATE UNIQUE INDEX "user_staff_email" ON "user" ("email") WHERE "role" <> 'patient';
CREATE INDEX "user_email_idx" ON "user" ("email");
CREATE INDEX "user_name_key_id_idx" ON "user" ("name_key", "id");
CREATE INDEX "user_by_word" ON "user" USING gin (name_words("name_key")) WITH (fastupdate = off);

CREATE FUNCTION "fill_name_key"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW."name_key" := person_key(NEW."name");
  RETURN NEW;
END $$;
CREATE TRIGGER "user_name_key_filled" BEFORE INSERT OR UPDATE OF "name" ON "user"
  FOR EACH ROW EXECUTE FUNCTION "fill_name_key"();

CREATE TABLE "sign_in_throttle" (
  "bucket" TEXT NOT NULL,
  "failures" INTEGER NOT NULL,
  "window_ends" TIMESTAMPTZ(3) NOT NULL,
  CONSTRAINT "sign_in_throttle_pkey" PRIMARY KEY ("bucket")
);
CREATE INDEX "sign_in_throttle_window_ends_idx" ON "sign_in_throttle" ("window_ends");

---- Teams ----

CREATE TABLE "team" (
  "id" UUID NOT NULL,
  "name" TEXT NOT NULL,
  "time_zone" TEXT NOT NULL,
  "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  CONSTRAINT "team_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "team_name_key" ON "team" ("name");

CREATE TABLE "team_member" (
  "team_id" UUID NOT NULL,
  "user_id" UUID NOT NULL,
  "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  CONSTRAINT "team_member_pkey" PRIMARY KEY ("team_id", "user_id"),
  CONSTRAINT "team_member_team_id_fkey" FOREIGN KEY ("team_id")
    REFERENCES "team" ("id") ON DELETE CASCADE ON UPDATE CASCADE,
  CONSTRAINT "team_member_user_id_fkey" FOREIGN KEY ("user_id")
    REFERENCES "user" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE INDEX "team_member_user_id_idx" ON "team_member" ("user_id");

---- Call types ----

-- Ids of types and calls are part of addresses and room names.
CREATE TABLE "call_type" (
  "id" TEXT NOT NULL,
  "name" TEXT NOT NULL,
  "built_in" BOOLEAN NOT NULL DEFAULT false,
  "settings" JSONB NOT NULL,
  "grants" JSONB NOT NULL,
  "version" INTEGER NOT NULL DEFAULT 1,
  "retired_at" TIMESTAMPTZ(3),
  CONSTRAINT "call_type_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "call_type_id_shape" CHECK ("id" ~ '^[A-Za-z0-9_-]{1,64}$')
);

-- No foreign key to "call_type": the versions of a deleted type stay.
CREATE TABLE "call_type_version" (
  "type_id" TEXT NOT NULL,
  "version" INTEGER NOT NULL,
  "change" TEXT NOT NULL,
  "name" TEXT NOT NULL,
  "settings" JSONB NOT NULL,
  "grants" JSONB NOT NULL,
  "by_id" UUID,
  "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  CONSTRAINT "call_type_version_pkey" PRIMARY KEY ("type_id", "version"),
  CONSTRAINT "call_type_version_change" CHECK ("change" IN ('created', 'updated', 'retired', 'restored', 'deleted'))
);

CREATE FUNCTION "refuse_change_of_versions"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'versions of call types cannot be changed or deleted' USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER "call_type_version_append_only" BEFORE UPDATE OR DELETE ON "call_type_version"
  FOR EACH ROW EXECUTE FUNCTION "refuse_change_of_versions"();
CREATE TRIGGER "call_type_version_no_truncate" BEFORE TRUNCATE ON "call_type_version"
  FOR EACH STATEMENT EXECUTE FUNCTION "refuse_change_of_versions"();
-- ALWAYS: a session with session_replication_role = replica skips ordinary triggers.
ALTER TABLE "call_type_version" ENABLE ALWAYS TRIGGER "call_type_version_append_only";
ALTER TABLE "call_type_version" ENABLE ALWAYS TRIGGER "call_type_version_no_truncate";

---- Calls ----

CREATE TABLE "call" (
  "type" TEXT NOT NULL,
  "id" TEXT NOT NULL,
  "team_id" UUID,
  "created_by_id" UUID,
  "custom" JSONB NOT NULL DEFAULT '{}',
  "settings_override" JSONB NOT NULL DEFAULT '{}',
  "starts_at" TIMESTAMPTZ(3),
  "ended_at" TIMESTAMPTZ(3),
  "deleted_at" TIMESTAMPTZ(3),
  "generation" INTEGER NOT NULL DEFAULT 1,
  "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  "updated_at" TIMESTAMPTZ(3) NOT NULL,
  CONSTRAINT "call_pkey" PRIMARY KEY ("type", "id"),
  CONSTRAINT "call_id_shape" CHECK ("id" ~ '^[A-Za-z0-9_-]{1,64}$' AND "type" ~ '^[A-Za-z0-9_-]{1,64}$'),
  CONSTRAINT "call_custom_at_most_16_kib" CHECK (octet_length("custom"::text) <= 16384),
  CONSTRAINT "call_type_fkey" FOREIGN KEY ("type")
    REFERENCES "call_type" ("id") ON DELETE RESTRICT ON UPDATE CASCADE,
  CONSTRAINT "call_team_id_fkey" FOREIGN KEY ("team_id")
    REFERENCES "team" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);
CREATE INDEX "call_created_at_id_idx" ON "call" ("created_at" DESC, "id" DESC);
CREATE INDEX "call_starts_at_idx" ON "call" ("starts_at");
CREATE INDEX "call_team_id_created_at_idx" ON "call" ("team_id", "created_at");

---- Members ----

CREATE TYPE "MemberRole" AS ENUM ('clinician', 'assistant', 'patient', 'companion', 'interpreter', 'observer');

-- The person's name and custom data are copied here because one index must hold all that a list filters and sorts by.
CREATE TABLE "member" (
  "id" UUID NOT NULL,
  "call_type" TEXT NOT NULL,
  "call_id" TEXT NOT NULL,
  "user_id" UUID NOT NULL,
  "role" "MemberRole" NOT NULL,
  "custom" JSONB NOT NULL DEFAULT '{}',
  "blocked_at" TIMESTAMPTZ(3),
  "granted" TEXT[] NOT NULL DEFAULT ARRAY[]::TEXT[],
  "revoked" TEXT[] NOT NULL DEFAULT ARRAY[]::TEXT[],
  "token_at" TIMESTAMPTZ(3),
  "waiting_since" TIMESTAMPTZ(3),
  "waiting_seen_at" TIMESTAMPTZ(3),
  "name_key" TEXT COLLATE "C" NOT NULL DEFAULT '',
  "user_custom" JSONB NOT NULL DEFAULT '{}',
  "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  "updated_at" TIMESTAMPTZ(3) NOT NULL,
  CONSTRAINT "member_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "member_call_type_call_id_fkey" FOREIGN KEY ("call_type", "call_id")
    REFERENCES "call" ("type", "id") ON DELETE CASCADE ON UPDATE CASCADE,
  CONSTRAINT "member_user_id_fkey" FOREIGN KEY ("user_id")
    REFERENCES "user" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);
CREATE UNIQUE INDEX "member_call_type_call_id_user_id_key" ON "member" ("call_type", "call_id", "user_id");
CREATE INDEX "member_user_id_idx" ON "member" ("user_id");

-- One index per sort order, read in both directions. They begin with a hash of the call: half the size, and the planner
-- is not tempted to use them to find one membership, which has its unique index.
CREATE INDEX "member_by_age" ON "member"
  (hashtextextended("call_type" || ':' || "call_id", 0), "created_at", "id");
CREATE INDEX "member_by_update" ON "member"
  (hashtextextended("call_type" || ':' || "call_id", 0), "updated_at", "id");
CREATE INDEX "member_by_name" ON "member"
  (hashtextextended("call_type" || ':' || "call_id", 0), "name_key", "id");
-- Without an index per sort order, each page of one role would be sorted anew.
CREATE INDEX "member_by_role_and_age" ON "member"
  (hashtextextended("call_type" || ':' || "call_id", 0), "role", "created_at", "id");
CREATE INDEX "member_by_role_and_update" ON "member"
  (hashtextextended("call_type" || ':' || "call_id", 0), "role", "updated_at", "id");
CREATE INDEX "member_by_role_and_name" ON "member"
  (hashtextextended("call_type" || ':' || "call_id", 0), "role", "name_key", "id");
CREATE INDEX "member_by_role_and_person" ON "member"
  (hashtextextended("call_type" || ':' || "call_id", 0), "role", "user_id");

-- For filters that select few of a million. Every entry contains the call, which spares reading the members of other calls.
CREATE FUNCTION "member_facts"(call_type text, call_id text, custom jsonb, user_custom jsonb) RETURNS jsonb
  LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT AS $$
  SELECT jsonb_build_object(call_type || ':' || call_id, jsonb_build_object('m', custom, 'u', user_custom))
$$;
CREATE INDEX "member_by_fact" ON "member"
  USING gin (member_facts("call_type", "call_id", "custom", "user_custom") jsonb_path_ops) WITH (fastupdate = off);

CREATE FUNCTION "member_words"(call_type text, call_id text, name_key text) RETURNS tsvector
  LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT AS $$
  SELECT array_to_tsvector(ARRAY(
    SELECT DISTINCT call_type || ':' || call_id || ' ' || word FROM unnest(string_to_array(name_key, ' ')) word WHERE word <> ''))
$$;
CREATE INDEX "member_by_word" ON "member"
  USING gin (member_words("call_type", "call_id", "name_key")) WITH (fastupdate = off);

-- FOR SHARE: a concurrent change of the person either waits for this member or is waited for.
CREATE FUNCTION "fill_member_from_user"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  SELECT search_key(u."name"), u."custom" INTO NEW."name_key", NEW."user_custom"
  FROM "user" u WHERE u."id" = NEW."user_id" FOR SHARE;
  -- An unknown person is reported by the foreign key.
  NEW."name_key" := coalesce(NEW."name_key", '');
  NEW."user_custom" := coalesce(NEW."user_custom", '{}');
  RETURN NEW;
END $$;
CREATE TRIGGER "member_filled_from_user" BEFORE INSERT OR UPDATE OF "user_id" ON "member"
  FOR EACH ROW EXECUTE FUNCTION "fill_member_from_user"();

CREATE FUNCTION "pass_user_on_to_members"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE "member" SET "name_key" = search_key(NEW."name"), "user_custom" = NEW."custom" WHERE "user_id" = NEW."id";
  RETURN NULL;
END $$;
CREATE TRIGGER "user_passed_on_to_members" AFTER UPDATE OF "name", "custom" ON "user" FOR EACH ROW
  WHEN (OLD."name" IS DISTINCT FROM NEW."name" OR OLD."custom" IS DISTINCT FROM NEW."custom")
  EXECUTE FUNCTION "pass_user_on_to_members"();

-- LiveKit may report late that a removed member was connected.
CREATE TABLE "former_member" (
  "id" UUID NOT NULL,
  "call_type" TEXT NOT NULL,
  "call_id" TEXT NOT NULL,
  "user_id" UUID NOT NULL,
  "role" "MemberRole" NOT NULL,
  "removed_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  CONSTRAINT "former_member_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "former_member_call_type_call_id_fkey" FOREIGN KEY ("call_type", "call_id")
    REFERENCES "call" ("type", "id") ON DELETE CASCADE ON UPDATE CASCADE,
  CONSTRAINT "former_member_user_id_fkey" FOREIGN KEY ("user_id")
    REFERENCES "user" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);
CREATE INDEX "former_member_call_type_call_id_idx" ON "former_member" ("call_type", "call_id");
CREATE INDEX "former_member_user_id_idx" ON "former_member" ("user_id");

CREATE FUNCTION "keep_former_member"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  -- Deleting a whole call deletes its members too, and they need not be kept.
  INSERT INTO "former_member" ("id", "call_type", "call_id", "user_id", "role")
  SELECT OLD."id", OLD."call_type", OLD."call_id", OLD."user_id", OLD."role"
  FROM "call" WHERE "type" = OLD."call_type" AND "id" = OLD."call_id"
  ON CONFLICT DO NOTHING;
  RETURN NULL;
END $$;
CREATE TRIGGER "member_kept_when_removed" AFTER DELETE ON "member"
  FOR EACH ROW EXECUTE FUNCTION "keep_former_member"();

---- Appointments ----

CREATE TYPE "AppointmentStatus" AS ENUM ('scheduled', 'cancelled');

-- Times are half-open: 10:00 may follow 9:30–10:00. A visit that was ended for everyone frees the rest of its time.
CREATE TABLE "appointment" (
  "id" TEXT NOT NULL,
  "call_type" TEXT NOT NULL,
  "team_id" UUID,
  "clinician_id" UUID NOT NULL,
  "patient_id" UUID NOT NULL,
  "starts_at" TIMESTAMPTZ(3) NOT NULL,
  "ends_at" TIMESTAMPTZ(3) NOT NULL,
  "time_zone" TEXT NOT NULL,
  "status" "AppointmentStatus" NOT NULL DEFAULT 'scheduled',
  "version" INTEGER NOT NULL DEFAULT 1,
  "reason" TEXT NOT NULL DEFAULT '',
  "cancel_reason" TEXT,
  "cancelled_at" TIMESTAMPTZ(3),
  "released_at" TIMESTAMPTZ(3),
  "created_by_id" UUID NOT NULL,
  "request_id" UUID NOT NULL,
  "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  "updated_at" TIMESTAMPTZ(3) NOT NULL,
  CONSTRAINT "appointment_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "appointment_ends_after_it_starts" CHECK ("ends_at" > "starts_at"),
  CONSTRAINT "appointment_clinician_free" EXCLUDE USING gist
    ("clinician_id" WITH =, tstzrange("starts_at", "ends_at", '[)') WITH &&)
    WHERE ("status" = 'scheduled' AND "released_at" IS NULL),
  CONSTRAINT "appointment_patient_free" EXCLUDE USING gist
    ("patient_id" WITH =, tstzrange("starts_at", "ends_at", '[)') WITH &&)
    WHERE ("status" = 'scheduled' AND "released_at" IS NULL),
  CONSTRAINT "appointment_call_type_id_fkey" FOREIGN KEY ("call_type", "id")
    REFERENCES "call" ("type", "id") ON DELETE CASCADE ON UPDATE CASCADE,
  CONSTRAINT "appointment_team_id_fkey" FOREIGN KEY ("team_id")
    REFERENCES "team" ("id") ON DELETE RESTRICT ON UPDATE CASCADE,
  CONSTRAINT "appointment_clinician_id_fkey" FOREIGN KEY ("clinician_id")
    REFERENCES "user" ("id") ON DELETE RESTRICT ON UPDATE CASCADE,
  CONSTRAINT "appointment_patient_id_fkey" FOREIGN KEY ("patient_id")
    REFERENCES "user" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);
CREATE UNIQUE INDEX "appointment_call_type_id_key" ON "appointment" ("call_type", "id");
CREATE UNIQUE INDEX "appointment_created_by_id_request_id_key" ON "appointment" ("created_by_id", "request_id");
CREATE INDEX "appointment_clinician_id_starts_at_idx" ON "appointment" ("clinician_id", "starts_at");
CREATE INDEX "appointment_patient_id_starts_at_idx" ON "appointment" ("patient_id", "starts_at");
CREATE INDEX "appointment_team_id_starts_at_idx" ON "appointment" ("team_id", "starts_at");

---- Sessions ----

CREATE TABLE "session" (
  "id" UUID NOT NULL,
  "call_type" TEXT NOT NULL,
  "call_id" TEXT NOT NULL,
  "started_by_id" UUID,
  "started_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  "opened_at" TIMESTAMPTZ(3),
  "empty_since" TIMESTAMPTZ(3),
  "closed_at" TIMESTAMPTZ(3),
  "ends_at" TIMESTAMPTZ(3),
  "extended_seconds" INTEGER NOT NULL DEFAULT 0,
  "compared_at" TIMESTAMPTZ(3),
  "compared_since" TIMESTAMPTZ(3),
  CONSTRAINT "session_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "session_call_type_call_id_fkey" FOREIGN KEY ("call_type", "call_id")
    REFERENCES "call" ("type", "id") ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE UNIQUE INDEX "session_one_open" ON "session" ("call_type", "call_id") WHERE "closed_at" IS NULL;
CREATE INDEX "session_call_type_call_id_started_at_idx" ON "session" ("call_type", "call_id", "started_at" DESC);
-- For the reconciler, which closes what is overdue.
CREATE INDEX "session_ends" ON "session" ("ends_at") WHERE "closed_at" IS NULL;

CREATE TABLE "webhook_event" (
  "id" TEXT NOT NULL,
  "received_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  CONSTRAINT "webhook_event_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "webhook_event_received_at_idx" ON "webhook_event" ("received_at");

---- Attendance ----

CREATE TABLE "attendance" (
  "id" UUID NOT NULL,
  "session_id" UUID NOT NULL,
  "user_id" UUID NOT NULL,
  "member_id" UUID,
  "role" "MemberRole",
  "participant_sid" TEXT NOT NULL,
  "device" TEXT NOT NULL DEFAULT '',
  "joined_at" TIMESTAMPTZ(3) NOT NULL,
  "left_at" TIMESTAMPTZ(3),
  "left_told" BOOLEAN NOT NULL DEFAULT false,
  CONSTRAINT "attendance_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "attendance_left_after_joined" CHECK ("left_at" >= "joined_at"),
  CONSTRAINT "attendance_session_id_fkey" FOREIGN KEY ("session_id")
    REFERENCES "session" ("id") ON DELETE CASCADE ON UPDATE CASCADE,
  CONSTRAINT "attendance_user_id_fkey" FOREIGN KEY ("user_id")
    REFERENCES "user" ("id") ON DELETE RESTRICT ON UPDATE CASCADE,
  CONSTRAINT "attendance_member_id_fkey" FOREIGN KEY ("member_id")
    REFERENCES "member" ("id") ON DELETE SET NULL ON UPDATE CASCADE
);
CREATE UNIQUE INDEX "attendance_participant_sid_key" ON "attendance" ("participant_sid");
CREATE INDEX "attendance_session_id_user_id_idx" ON "attendance" ("session_id", "user_id");
CREATE INDEX "attendance_user_id_idx" ON "attendance" ("user_id");
CREATE INDEX "attendance_member_id_idx" ON "attendance" ("member_id");
-- For the reconciler, which reads only open connections of a ledger that never shrinks.
CREATE INDEX "attendance_open" ON "attendance" ("session_id") WHERE "left_at" IS NULL;

---- Rings ----

CREATE TYPE "RingState" AS ENUM ('ringing', 'accepted', 'declined', 'missed', 'cancelled', 'busy');

CREATE TABLE "ring" (
  "id" UUID NOT NULL,
  "session_id" UUID NOT NULL,
  "user_id" UUID NOT NULL,
  "member_id" UUID,
  "rung_by_id" UUID NOT NULL,
  "state" "RingState" NOT NULL DEFAULT 'ringing',
  "reason" TEXT,
  "rung_at" TIMESTAMPTZ(3) NOT NULL,
  "expires_at" TIMESTAMPTZ(3) NOT NULL,
  "settled_at" TIMESTAMPTZ(3),
  "sign_in_id" UUID,
  CONSTRAINT "ring_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "ring_settled_with_its_time" CHECK (("state" = 'ringing') = ("settled_at" IS NULL)),
  CONSTRAINT "ring_reason_of_a_decline" CHECK (("state" = 'declined') = ("reason" IS NOT NULL)),
  CONSTRAINT "ring_expires_after_it_began" CHECK ("expires_at" > "rung_at"),
  CONSTRAINT "ring_session_id_fkey" FOREIGN KEY ("session_id")
    REFERENCES "session" ("id") ON DELETE CASCADE ON UPDATE CASCADE,
  CONSTRAINT "ring_user_id_fkey" FOREIGN KEY ("user_id")
    REFERENCES "user" ("id") ON DELETE RESTRICT ON UPDATE CASCADE,
  CONSTRAINT "ring_rung_by_id_fkey" FOREIGN KEY ("rung_by_id")
    REFERENCES "user" ("id") ON DELETE RESTRICT ON UPDATE CASCADE,
  CONSTRAINT "ring_member_id_fkey" FOREIGN KEY ("member_id")
    REFERENCES "member" ("id") ON DELETE SET NULL ON UPDATE CASCADE
);
-- Two people ringing the same member at once make one ring. Settled rings stay as history.
CREATE UNIQUE INDEX "ring_one_ringing" ON "ring" ("session_id", "user_id") WHERE "state" = 'ringing';
CREATE INDEX "ring_session_id_user_id_rung_at_idx" ON "ring" ("session_id", "user_id", "rung_at" DESC);
CREATE INDEX "ring_user_id_rung_at_idx" ON "ring" ("user_id", "rung_at" DESC);
CREATE INDEX "ring_rung_by_id_idx" ON "ring" ("rung_by_id");
CREATE INDEX "ring_member_id_idx" ON "ring" ("member_id");

---- Invites and sign-ins ----

CREATE TABLE "invite_link" (
  "id" UUID NOT NULL,
  "member_id" UUID NOT NULL,
  "token_hash" TEXT NOT NULL,
  "expires_at" TIMESTAMPTZ(3) NOT NULL,
  "revoked_at" TIMESTAMPTZ(3),
  "last_used_at" TIMESTAMPTZ(3),
  "created_by_id" UUID NOT NULL,
  "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  CONSTRAINT "invite_link_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "invite_link_member_id_fkey" FOREIGN KEY ("member_id")
    REFERENCES "member" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE UNIQUE INDEX "invite_link_token_hash_key" ON "invite_link" ("token_hash");
CREATE INDEX "invite_link_member_id_idx" ON "invite_link" ("member_id");

CREATE TYPE "SignInKind" AS ENUM ('staff', 'link');

CREATE TABLE "sign_in" (
  "id" UUID NOT NULL,
  "kind" "SignInKind" NOT NULL,
  "secret_hash" TEXT NOT NULL,
  "user_id" UUID NOT NULL,
  "member_id" UUID,
  "invite_link_id" UUID,
  "user_agent" TEXT NOT NULL DEFAULT '',
  "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  "last_seen_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  "expires_at" TIMESTAMPTZ(3) NOT NULL,
  "ended_at" TIMESTAMPTZ(3),
  CONSTRAINT "sign_in_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "sign_in_bound_to_its_kind" CHECK (
    ("kind" = 'staff' AND "member_id" IS NULL AND "invite_link_id" IS NULL)
    OR ("kind" = 'link' AND "member_id" IS NOT NULL AND "invite_link_id" IS NOT NULL)),
  CONSTRAINT "sign_in_user_id_fkey" FOREIGN KEY ("user_id")
    REFERENCES "user" ("id") ON DELETE CASCADE ON UPDATE CASCADE,
  CONSTRAINT "sign_in_member_id_fkey" FOREIGN KEY ("member_id")
    REFERENCES "member" ("id") ON DELETE CASCADE ON UPDATE CASCADE,
  CONSTRAINT "sign_in_invite_link_id_fkey" FOREIGN KEY ("invite_link_id")
    REFERENCES "invite_link" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE UNIQUE INDEX "sign_in_secret_hash_key" ON "sign_in" ("secret_hash");
CREATE INDEX "sign_in_user_id_idx" ON "sign_in" ("user_id");
CREATE INDEX "sign_in_member_id_idx" ON "sign_in" ("member_id");
CREATE INDEX "sign_in_invite_link_id_idx" ON "sign_in" ("invite_link_id");

---- Notifications ----

CREATE TABLE "push_subscription" (
  "id" UUID NOT NULL,
  "user_id" UUID NOT NULL,
  "sign_in_id" UUID NOT NULL,
  "endpoint" TEXT NOT NULL,
  "p256dh" TEXT NOT NULL,
  "auth" TEXT NOT NULL,
  "user_agent" TEXT NOT NULL DEFAULT '',
  "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  "last_success_at" TIMESTAMPTZ(3),
  CONSTRAINT "push_subscription_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "push_subscription_user_id_fkey" FOREIGN KEY ("user_id")
    REFERENCES "user" ("id") ON DELETE CASCADE ON UPDATE CASCADE,
  CONSTRAINT "push_subscription_sign_in_id_fkey" FOREIGN KEY ("sign_in_id")
    REFERENCES "sign_in" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE UNIQUE INDEX "push_subscription_endpoint_key" ON "push_subscription" ("endpoint");
CREATE INDEX "push_subscription_user_id_idx" ON "push_subscription" ("user_id");
CREATE INDEX "push_subscription_sign_in_id_idx" ON "push_subscription" ("sign_in_id");

CREATE TABLE "notification" (
  "id" UUID NOT NULL,
  "kind" TEXT NOT NULL,
  "user_id" UUID NOT NULL,
  "member_id" UUID NOT NULL,
  "session_id" UUID,
  "ring_id" UUID,
  "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  CONSTRAINT "notification_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "notification_user_id_fkey" FOREIGN KEY ("user_id")
    REFERENCES "user" ("id") ON DELETE CASCADE ON UPDATE CASCADE,
  CONSTRAINT "notification_member_id_fkey" FOREIGN KEY ("member_id")
    REFERENCES "member" ("id") ON DELETE CASCADE ON UPDATE CASCADE,
  CONSTRAINT "notification_session_id_fkey" FOREIGN KEY ("session_id")
    REFERENCES "session" ("id") ON DELETE CASCADE ON UPDATE CASCADE,
  CONSTRAINT "notification_ring_id_fkey" FOREIGN KEY ("ring_id")
    REFERENCES "ring" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);
-- NULLS NOT DISTINCT: a notification about no session or ring is sent once, too.
CREATE UNIQUE INDEX "notification_kind_member_id_session_id_ring_id_key"
  ON "notification" ("kind", "member_id", "session_id", "ring_id") NULLS NOT DISTINCT;
CREATE INDEX "notification_session_id_idx" ON "notification" ("session_id");
CREATE INDEX "notification_ring_id_idx" ON "notification" ("ring_id");
CREATE INDEX "notification_user_id_created_at_idx" ON "notification" ("user_id", "created_at");

CREATE TYPE "DeliveryState" AS ENUM ('queued', 'sending', 'sent', 'failed', 'gone');

CREATE TABLE "delivery" (
  "id" UUID NOT NULL,
  "notification_id" UUID NOT NULL,
  "subscription_id" UUID NOT NULL,
  "state" "DeliveryState" NOT NULL DEFAULT 'queued',
  "attempts" INTEGER NOT NULL DEFAULT 0,
  "sent_at" TIMESTAMPTZ(3),
  "shown_at" TIMESTAMPTZ(3),
  "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  CONSTRAINT "delivery_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "delivery_notification_id_fkey" FOREIGN KEY ("notification_id")
    REFERENCES "notification" ("id") ON DELETE CASCADE ON UPDATE CASCADE,
  CONSTRAINT "delivery_subscription_id_fkey" FOREIGN KEY ("subscription_id")
    REFERENCES "push_subscription" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE UNIQUE INDEX "delivery_notification_id_subscription_id_key" ON "delivery" ("notification_id", "subscription_id");
CREATE INDEX "delivery_subscription_id_idx" ON "delivery" ("subscription_id");

---- Bulk changes ----

CREATE TYPE "BulkChangeKind" AS ENUM ('add', 'remove', 'role');
CREATE TYPE "BulkChangeState" AS ENUM ('queued', 'running', 'done', 'stopped');

CREATE TABLE "bulk_change" (
  "id" UUID NOT NULL,
  "call_type" TEXT NOT NULL,
  "call_id" TEXT NOT NULL,
  "kind" "BulkChangeKind" NOT NULL,
  "state" "BulkChangeState" NOT NULL DEFAULT 'queued',
  "role" "MemberRole",
  "change_roles" BOOLEAN NOT NULL DEFAULT false,
  "create_missing" BOOLEAN NOT NULL DEFAULT false,
  "filter" JSONB,
  "stop_code" TEXT,
  "total" INTEGER NOT NULL DEFAULT 0,
  "done" INTEGER NOT NULL DEFAULT 0,
  "failed" INTEGER NOT NULL DEFAULT 0,
  "created_by_id" UUID NOT NULL,
  "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  "started_at" TIMESTAMPTZ(3),
  "finished_at" TIMESTAMPTZ(3),
  CONSTRAINT "bulk_change_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "bulk_change_counts" CHECK ("failed" >= 0 AND "failed" <= "done" AND "done" <= "total"),
  CONSTRAINT "bulk_change_call_type_call_id_fkey" FOREIGN KEY ("call_type", "call_id")
    REFERENCES "call" ("type", "id") ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE INDEX "bulk_change_call_type_call_id_created_at_idx"
  ON "bulk_change" ("call_type", "call_id", "created_at" DESC);
CREATE INDEX "bulk_change_finished_at_idx" ON "bulk_change" ("finished_at");

CREATE TABLE "bulk_change_row" (
  "change_id" UUID NOT NULL,
  "n" INTEGER NOT NULL,
  "line" INTEGER NOT NULL,
  "given" TEXT NOT NULL,
  "name" TEXT NOT NULL DEFAULT '',
  "role" "MemberRole",
  "custom" JSONB,
  "outcome" TEXT,
  "user_id" UUID,
  CONSTRAINT "bulk_change_row_pkey" PRIMARY KEY ("change_id", "n"),
  CONSTRAINT "bulk_change_row_change_id_fkey" FOREIGN KEY ("change_id")
    REFERENCES "bulk_change" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);
-- Finds a person who is listed twice.
CREATE INDEX "bulk_change_row_change_id_user_id_idx" ON "bulk_change_row" ("change_id", "user_id");

---- Audit ----

CREATE TABLE "audit_event" (
  "seq" BIGINT NOT NULL,
  "at" TIMESTAMPTZ(6) NOT NULL,
  "kind" TEXT NOT NULL,
  "actor_id" UUID,
  "subject" TEXT NOT NULL,
  "details" JSONB NOT NULL,
  "prev_hash" TEXT NOT NULL,
  "hash" TEXT NOT NULL,
  CONSTRAINT "audit_event_pkey" PRIMARY KEY ("seq")
);
CREATE INDEX "audit_event_subject_seq_idx" ON "audit_event" ("subject", "seq");
CREATE INDEX "audit_event_actor_id_seq_idx" ON "audit_event" ("actor_id", "seq");

CREATE FUNCTION "refuse_change_of_audit"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'audit events cannot be changed or deleted' USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER "audit_event_append_only" BEFORE UPDATE OR DELETE ON "audit_event"
  FOR EACH ROW EXECUTE FUNCTION "refuse_change_of_audit"();
CREATE TRIGGER "audit_event_no_truncate" BEFORE TRUNCATE ON "audit_event"
  FOR EACH STATEMENT EXECUTE FUNCTION "refuse_change_of_audit"();

CREATE FUNCTION "audit_details_text"("details" jsonb) RETURNS text LANGUAGE sql IMMUTABLE AS $$
  SELECT '{' || coalesce(string_agg(to_json("key")::text || ':' || "value"::text, ',' ORDER BY "key" COLLATE "C"), '') || '}'
  FROM jsonb_each("details")
$$;

-- The database links the chain itself: even a raw INSERT cannot fork it, leave a gap or forge a hash. The hash must stay
-- equal to hashOf() in lib/audit/rules.ts, which `npm run audit:verify` recomputes.
CREATE FUNCTION "link_audit_event"() RETURNS trigger LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  last_seq bigint;
  last_hash text;
  own_hash text;
BEGIN
  -- Details are ids, codes, counts and flags. Words with spaces would be a person's name or reason.
  IF jsonb_typeof(NEW."details") <> 'object' OR EXISTS (
    SELECT 1 FROM jsonb_each(NEW."details") AS d
    WHERE jsonb_typeof(d."value") IN ('object', 'array')
      OR (jsonb_typeof(d."value") = 'number' AND d."value"::text !~ '^-?[0-9]{1,15}$')
      OR (jsonb_typeof(d."value") = 'string' AND d."value" #>> '{}' !~ '^[A-Za-z0-9_.:,+-]{0,200}$')
  ) THEN
    RAISE EXCEPTION 'audit details are ids, codes, counts and flags' USING ERRCODE = 'check_violation';
  END IF;
  -- One writer at a time, until its commit. The reads below take a new snapshot once the lock is held.
  PERFORM pg_advisory_xact_lock(7203411001);
  SELECT e."seq", e."hash" INTO last_seq, last_hash FROM "public"."audit_event" AS e ORDER BY e."seq" DESC LIMIT 1;
  last_seq := coalesce(last_seq, 0);
  last_hash := coalesce(last_hash, repeat('0', 64));
  NEW."at" := date_trunc('milliseconds', NEW."at");
  own_hash := encode(sha256(convert_to(
    '["' || (last_seq + 1) || '","' || to_char(NEW."at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
    || '",' || to_json(NEW."kind")::text || ',' || coalesce(to_json(NEW."actor_id")::text, 'null')
    || ',' || to_json(NEW."subject")::text || ',' || "public"."audit_details_text"(NEW."details")
    || ',"' || last_hash || '"]', 'UTF8')), 'hex');
  IF coalesce(NEW."seq", last_seq + 1) <> last_seq + 1
    OR coalesce(NEW."prev_hash", last_hash) <> last_hash
    OR coalesce(NEW."hash", own_hash) <> own_hash
  THEN
    RAISE EXCEPTION 'this is not the next event of the chain' USING ERRCODE = 'insufficient_privilege';
  END IF;
  NEW."seq" := last_seq + 1;
  NEW."prev_hash" := last_hash;
  NEW."hash" := own_hash;
  RETURN NEW;
END $$;
CREATE TRIGGER "audit_event_next_of_the_chain" BEFORE INSERT ON "audit_event"
  FOR EACH ROW EXECUTE FUNCTION "link_audit_event"();

-- ALWAYS: a session with session_replication_role = replica skips ordinary triggers.
ALTER TABLE "audit_event" ENABLE ALWAYS TRIGGER "audit_event_append_only";
ALTER TABLE "audit_event" ENABLE ALWAYS TRIGGER "audit_event_no_truncate";
ALTER TABLE "audit_event" ENABLE ALWAYS TRIGGER "audit_event_next_of_the_chain";
