-- Every version of a call type: who changed what, and when.
CREATE TABLE "call_type_version" (
    "type_id" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "change" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "settings" JSONB NOT NULL,
    "grants" JSONB NOT NULL,
    "by_id" UUID,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "call_type_version_pkey" PRIMARY KEY ("type_id","version"),
    CONSTRAINT "call_type_version_change" CHECK ("change" IN ('created', 'updated', 'retired', 'restored', 'deleted'))
);

INSERT INTO "call_type_version" ("type_id", "version", "change", "name", "settings", "grants")
SELECT "id", "version", 'created', "name", "settings", "grants" FROM "call_type";

-- What a type once was stays known, also when the type is gone.
CREATE FUNCTION "refuse_change_of_versions"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'versions of call types cannot be changed or deleted' USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER "call_type_version_append_only" BEFORE UPDATE OR DELETE ON "call_type_version"
  FOR EACH ROW EXECUTE FUNCTION "refuse_change_of_versions"();
CREATE TRIGGER "call_type_version_no_truncate" BEFORE TRUNCATE ON "call_type_version"
  FOR EACH STATEMENT EXECUTE FUNCTION "refuse_change_of_versions"();
ALTER TABLE "call_type_version" ENABLE ALWAYS TRIGGER "call_type_version_append_only";
ALTER TABLE "call_type_version" ENABLE ALWAYS TRIGGER "call_type_version_no_truncate";
