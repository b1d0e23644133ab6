-- Queries of members are filtered and sorted by what is said of the person too: their name and custom data. Both are kept
-- on the member's row, where an index can lead to the page; triggers keep them true.

-- What names are compared by: no accents, small letters, single spaces, 200 characters. The same as searchKey() in
-- lib/queries/rules.ts.
CREATE FUNCTION "search_key"(text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT AS $$
  SELECT btrim(left(btrim(regexp_replace(translate(
    lower(regexp_replace(normalize($1, NFKD), '[\u0300-\u036f]+', '', 'g') COLLATE "und-x-icu"),
    'ς', 'σ'), '[ \t\n\r\f\v]+', ' ', 'g')), 200))
$$;

-- Sorted by code points, on every computer alike.
ALTER TABLE "member"
  ADD COLUMN "name_key" TEXT COLLATE "C" NOT NULL DEFAULT '',
  ADD COLUMN "user_custom" JSONB NOT NULL DEFAULT '{}';

UPDATE "member" m SET "name_key" = search_key(u."name"), "user_custom" = u."custom"
FROM "user" u WHERE u."id" = m."user_id";

-- FOR SHARE: whoever changes the person at this moment is waited for, or waits and finds the new member.
CREATE FUNCTION "fill_member_from_user"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  SELECT search_key(u."name"), u."custom" INTO NEW."name_key", NEW."user_custom"
  FROM "user" u WHERE u."id" = NEW."user_id" FOR SHARE;
  -- Somebody who is not there: the foreign key says so.
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

-- One index a sort, walked both ways. They begin with a number that stands for the call: half as big, and none of them
-- tempts the planner when one membership is looked up, which has the unique index.
DROP INDEX "member_call_type_call_id_created_at_id_idx";
CREATE INDEX "member_by_age" ON "member"
  (hashtextextended("call_type" || ':' || "call_id", 0), "created_at", "id");
CREATE INDEX "member_by_update" ON "member"
  (hashtextextended("call_type" || ':' || "call_id", 0), "updated_at", "id");
CREATE INDEX "member_by_name" ON "member"
  (hashtextextended("call_type" || ':' || "call_id", 0), "name_key", "id");
CREATE INDEX "member_by_role_and_age" ON "member"
  (hashtextextended("call_type" || ':' || "call_id", 0), "role", "created_at", "id");
CREATE INDEX "member_by_role_and_name" ON "member"
  (hashtextextended("call_type" || ':' || "call_id", 0), "role", "name_key", "id");

-- Few among a million. The call is part of every entry, so that no other call's members are looked at: custom data by
-- containment of one value, words of names by their beginning.
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
