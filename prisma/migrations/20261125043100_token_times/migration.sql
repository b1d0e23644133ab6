-- When a member last got a token for a room.
ALTER TABLE "member" ADD COLUMN "token_at" TIMESTAMPTZ(3);
