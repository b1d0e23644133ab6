-- What must never happen is forbidden here, where no code can forget it. Prisma's schema cannot say these.

CREATE EXTENSION IF NOT EXISTS btree_gist;

-- Two live appointments of one clinician, or of one patient, never overlap. Half-open: 10:00 may follow 9:30-10:00.
ALTER TABLE "appointment"
  ADD CONSTRAINT "appointment_ends_after_it_starts" CHECK ("ends_at" > "starts_at"),
  ADD CONSTRAINT "appointment_clinician_free" EXCLUDE USING gist
    ("clinician_id" WITH =, tstzrange("starts_at", "ends_at", '[)') WITH &&) WHERE ("status" = 'scheduled'),
  ADD CONSTRAINT "appointment_patient_free" EXCLUDE USING gist
    ("patient_id" WITH =, tstzrange("starts_at", "ends_at", '[)') WITH &&) WHERE ("status" = 'scheduled');

-- One open session per call.
CREATE UNIQUE INDEX "session_one_open" ON "session" ("call_type", "call_id") WHERE "closed_at" IS NULL;

-- The reconciler asks for what is open; the ledger grows for ever.
CREATE INDEX "attendance_open" ON "attendance" ("session_id") WHERE "left_at" IS NULL;

-- Ids are safe in addresses and room names.
ALTER TABLE "call"
  ADD CONSTRAINT "call_id_shape" CHECK ("id" ~ '^[A-Za-z0-9_-]{1,64}$' AND "type" ~ '^[A-Za-z0-9_-]{1,64}$'),
  ADD CONSTRAINT "call_custom_at_most_16_kib" CHECK (octet_length("custom"::text) <= 16384);
ALTER TABLE "call_type" ADD CONSTRAINT "call_type_id_shape" CHECK ("id" ~ '^[A-Za-z0-9_-]{1,64}$');

-- E-mail addresses are kept in lower case, so that unique means unique.
ALTER TABLE "user" ADD CONSTRAINT "user_email_lower_case" CHECK ("email" = lower("email"));
-- Staff sign in by it. A patient may be known to two clinics, and neither learns of the other.
CREATE UNIQUE INDEX "user_staff_email" ON "user" ("email") WHERE "role" <> 'patient';

-- A link's sign-in is bound to its member; staff's to nobody's.
ALTER TABLE "sign_in" ADD CONSTRAINT "sign_in_bound_to_its_kind" CHECK (
  ("kind" = 'staff' AND "member_id" IS NULL AND "invite_link_id" IS NULL)
  OR ("kind" = 'link' AND "member_id" IS NOT NULL AND "invite_link_id" IS NOT NULL));

-- Audit rows cannot be changed or deleted, not even by the table's owner.
CREATE FUNCTION "refuse_change_of_audit"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'audit events cannot be changed or deleted' USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER "audit_event_append_only" BEFORE UPDATE OR DELETE ON "audit_event"
  FOR EACH ROW EXECUTE FUNCTION "refuse_change_of_audit"();
CREATE TRIGGER "audit_event_no_truncate" BEFORE TRUNCATE ON "audit_event"
  FOR EACH STATEMENT EXECUTE FUNCTION "refuse_change_of_audit"();
ALTER TABLE "audit_event" ENABLE ALWAYS TRIGGER "audit_event_append_only";
ALTER TABLE "audit_event" ENABLE ALWAYS TRIGGER "audit_event_no_truncate";
