-- The database itself links the chain: an insert gets the next number, the hash of the row before and its own, whoever
-- inserts. What is given otherwise is refused, so that not even a raw INSERT can fork the chain, leave a gap or forge a
-- hash. The hash is that of lib/audit/rules.ts (hashOf), which `npm run audit:verify` computes again.

CREATE FUNCTION "audit_details_text"("details" jsonb) RETURNS text LANGUAGE sql IMMUTABLE AS $$
  SELECT '{' || coalesce(string_agg(to_json("key")::text || ':' || "value"::text, ',' ORDER BY "key" COLLATE "C"), '') || '}'
  FROM jsonb_each("details")
$$;

CREATE FUNCTION "link_audit_event"() RETURNS trigger LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  last_seq bigint;
  last_hash text;
  own_hash text;
BEGIN
  -- Details are ids, codes, counts and flags. Words with spaces would be somebody's name or reason.
  IF jsonb_typeof(NEW."details") <> 'object' OR EXISTS (
    SELECT 1 FROM jsonb_each(NEW."details") AS d
    WHERE jsonb_typeof(d."value") IN ('object', 'array')
      OR (jsonb_typeof(d."value") = 'number' AND d."value"::text !~ '^-?[0-9]{1,15}$')
      OR (jsonb_typeof(d."value") = 'string' AND d."value" #>> '{}' !~ '^[A-Za-z0-9_.:,+-]{0,200}$')
  ) THEN
    RAISE EXCEPTION 'audit details are ids, codes, counts and flags' USING ERRCODE = 'check_violation';
  END IF;
  -- One writer after another, until the commit. The reads below take a new snapshot after the lock is held.
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
-- Not even a session that calls itself a replica goes past it.
ALTER TABLE "audit_event" ENABLE ALWAYS TRIGGER "audit_event_next_of_the_chain";
