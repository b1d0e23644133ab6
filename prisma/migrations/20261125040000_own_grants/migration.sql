-- Capabilities given to or taken from one member alone.
ALTER TABLE "member"
  ADD COLUMN "granted" TEXT[] NOT NULL DEFAULT ARRAY[]::TEXT[],
  ADD COLUMN "revoked" TEXT[] NOT NULL DEFAULT ARRAY[]::TEXT[];
