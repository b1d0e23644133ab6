-- When LiveKit's room was last compared with the session, and since when that has happened without a gap.
ALTER TABLE "session"
  ADD COLUMN "compared_at" TIMESTAMPTZ(3),
  ADD COLUMN "compared_since" TIMESTAMPTZ(3);
-- Whether LiveKit told when they left, or we only noticed that they had: the first counts for good.
ALTER TABLE "attendance" ADD COLUMN "left_told" BOOLEAN NOT NULL DEFAULT false;
UPDATE "attendance" SET "left_told" = true WHERE "left_at" IS NOT NULL;
