-- When a session ends by its call's limit, and by how much somebody moved that.
ALTER TABLE "session"
  ADD COLUMN "ends_at" TIMESTAMPTZ(3),
  ADD COLUMN "extended_seconds" INTEGER NOT NULL DEFAULT 0;
-- The reconciler closes what is overdue.
CREATE INDEX "session_ends" ON "session" ("ends_at") WHERE "closed_at" IS NULL;

-- The role in which somebody was there stays, also when they are no longer a member.
ALTER TABLE "attendance" ADD COLUMN "role" "MemberRole";
UPDATE "attendance" a SET "role" = m."role" FROM "member" m WHERE m."id" = a."member_id";

-- Nobody leaves before they come.
UPDATE "attendance" SET "left_at" = "joined_at" WHERE "left_at" < "joined_at";
ALTER TABLE "attendance" ADD CONSTRAINT "attendance_left_after_joined" CHECK ("left_at" >= "joined_at");

-- LiveKit may tell late that somebody was connected who is no member by then. Whose identity it was is kept.
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
  -- A call that is deleted whole takes its members along, and nobody asks for them any more.
  INSERT INTO "former_member" ("id", "call_type", "call_id", "user_id", "role")
  SELECT OLD."id", OLD."call_type", OLD."call_id", OLD."user_id", OLD."role"
  FROM "call" WHERE "type" = OLD."call_type" AND "id" = OLD."call_id"
  ON CONFLICT DO NOTHING;
  RETURN NULL;
END $$;
CREATE TRIGGER "member_kept_when_removed" AFTER DELETE ON "member"
  FOR EACH ROW EXECUTE FUNCTION "keep_former_member"();
