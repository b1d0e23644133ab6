-- The calls of a day, however many there are in all.
CREATE INDEX "call_starts_at_idx" ON "call"("starts_at");
