-- CreateEnum
CREATE TYPE "RingState" AS ENUM ('ringing', 'accepted', 'declined', 'missed', 'cancelled', 'busy');

-- CreateTable
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

    CONSTRAINT "ring_pkey" PRIMARY KEY ("id")
);

CREATE INDEX "ring_session_id_user_id_rung_at_idx" ON "ring"("session_id", "user_id", "rung_at" DESC);
CREATE INDEX "ring_user_id_rung_at_idx" ON "ring"("user_id", "rung_at" DESC);
CREATE INDEX "ring_rung_by_id_idx" ON "ring"("rung_by_id");
CREATE INDEX "ring_member_id_idx" ON "ring"("member_id");

ALTER TABLE "ring" ADD CONSTRAINT "ring_session_id_fkey" FOREIGN KEY ("session_id") REFERENCES "session"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "ring" ADD CONSTRAINT "ring_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "ring" ADD CONSTRAINT "ring_rung_by_id_fkey" FOREIGN KEY ("rung_by_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "ring" ADD CONSTRAINT "ring_member_id_fkey" FOREIGN KEY ("member_id") REFERENCES "member"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- However many ring at once, a person rings once in a session; settled ones are history, so that it works again and again.
CREATE UNIQUE INDEX "ring_one_ringing" ON "ring" ("session_id", "user_id") WHERE "state" = 'ringing';

-- What rings has not been settled, everything else has; only a decline has a reason.
ALTER TABLE "ring"
  ADD CONSTRAINT "ring_settled_with_its_time" CHECK (("state" = 'ringing') = ("settled_at" IS NULL)),
  ADD CONSTRAINT "ring_reason_of_a_decline" CHECK (("state" = 'declined') = ("reason" IS NOT NULL)),
  ADD CONSTRAINT "ring_expires_after_it_began" CHECK ("expires_at" > "rung_at");

-- A notification may be about a ring, or about no session at all.
ALTER TABLE "notification" ALTER COLUMN "session_id" DROP NOT NULL, ADD COLUMN "ring_id" UUID;
DROP INDEX "notification_kind_session_id_member_id_key";
CREATE UNIQUE INDEX "notification_kind_member_id_session_id_ring_id_key"
  ON "notification" ("kind", "member_id", "session_id", "ring_id") NULLS NOT DISTINCT;
CREATE INDEX "notification_session_id_idx" ON "notification"("session_id");
CREATE INDEX "notification_ring_id_idx" ON "notification"("ring_id");
ALTER TABLE "notification" ADD CONSTRAINT "notification_ring_id_fkey" FOREIGN KEY ("ring_id") REFERENCES "ring"("id") ON DELETE CASCADE ON UPDATE CASCADE;
