-- At a million people this takes minutes, in which nobody signs in: run it when the clinic is closed.
-- Lists of people are queried as lists of members are: by name, words of names and e-mail, each with an index that leads to
-- the page, however many people there are.

-- Hyphens, apostrophes, commas and the like end a word, as in spacedName() of lib/accounts/rules.ts: either half of a double
-- name is one. Sorted by code points, on every computer alike.
CREATE FUNCTION "person_key"(text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT AS $$
  SELECT search_key(regexp_replace($1, '[-‐‑–''’‘ʼ`.,()/]', ' ', 'g'))
$$;
ALTER TABLE "user" ADD COLUMN "name_key" TEXT COLLATE "C" NOT NULL DEFAULT '';
UPDATE "user" SET "name_key" = person_key("name");

CREATE FUNCTION "fill_name_key"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW."name_key" := person_key(NEW."name");
  RETURN NEW;
END $$;
CREATE TRIGGER "user_name_key_filled" BEFORE INSERT OR UPDATE OF "name" ON "user"
  FOR EACH ROW EXECUTE FUNCTION "fill_name_key"();

DROP INDEX "user_role_name_idx";
CREATE INDEX "user_name_key_id_idx" ON "user" ("name_key", "id");

CREATE FUNCTION "name_words"(name_key text) RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT AS $$
  SELECT array_to_tsvector(ARRAY(
    SELECT DISTINCT word FROM unnest(string_to_array(name_key, ' ')) word WHERE word <> ''))
$$;
CREATE INDEX "user_by_word" ON "user" USING gin (name_words("name_key")) WITH (fastupdate = off);

-- What begins alike stands together, so that an index answers for the beginning of an e-mail.
ALTER TABLE "user" ALTER COLUMN "email" TYPE TEXT COLLATE "C";
