-- A visit that was ended for everyone takes no more of anybody's time: what is left of it is free for another.
ALTER TABLE "appointment" ADD COLUMN "released_at" TIMESTAMPTZ(3);
UPDATE "appointment" a SET "released_at" = c."ended_at"
FROM "call" c WHERE c."type" = a."call_type" AND c."id" = a."id" AND c."ended_at" IS NOT NULL;

ALTER TABLE "appointment"
  DROP CONSTRAINT "appointment_clinician_free",
  DROP CONSTRAINT "appointment_patient_free",
  ADD CONSTRAINT "appointment_clinician_free" EXCLUDE USING gist
    ("clinician_id" WITH =, tstzrange("starts_at", "ends_at", '[)') WITH &&)
    WHERE ("status" = 'scheduled' AND "released_at" IS NULL),
  ADD CONSTRAINT "appointment_patient_free" EXCLUDE USING gist
    ("patient_id" WITH =, tstzrange("starts_at", "ends_at", '[)') WITH &&)
    WHERE ("status" = 'scheduled' AND "released_at" IS NULL);
