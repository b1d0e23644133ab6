-- Members added, taken out or given a role many at once.
CREATE TYPE "BulkChangeKind" AS ENUM ('add', 'remove', 'role');
CREATE TYPE "BulkChangeState" AS ENUM ('queued', 'running', 'done', 'stopped');

CREATE TABLE "bulk_change" (
  "id" UUID NOT NULL,
  "call_type" TEXT NOT NULL,
  "call_id" TEXT NOT NULL,
  "kind" "BulkChangeKind" NOT NULL,
  "state" "BulkChangeState" NOT NULL DEFAULT 'queued',
  "role" "MemberRole",
  "change_roles" BOOLEAN NOT NULL DEFAULT false,
  "create_missing" BOOLEAN NOT NULL DEFAULT false,
  "filter" JSONB,
  "stop_code" TEXT,
  "total" INTEGER NOT NULL DEFAULT 0,
  "done" INTEGER NOT NULL DEFAULT 0,
  "failed" INTEGER NOT NULL DEFAULT 0,
  "created_by_id" UUID NOT NULL,
  "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  "started_at" TIMESTAMPTZ(3),
  "finished_at" TIMESTAMPTZ(3),
  CONSTRAINT "bulk_change_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "bulk_change_counts" CHECK ("failed" >= 0 AND "failed" <= "done" AND "done" <= "total")
);
CREATE INDEX "bulk_change_call_type_call_id_created_at_idx"
  ON "bulk_change" ("call_type", "call_id", "created_at" DESC);
CREATE INDEX "bulk_change_finished_at_idx" ON "bulk_change" ("finished_at");
ALTER TABLE "bulk_change" ADD CONSTRAINT "bulk_change_call_type_call_id_fkey"
  FOREIGN KEY ("call_type", "call_id") REFERENCES "call" ("type", "id") ON DELETE CASCADE ON UPDATE CASCADE;

CREATE TABLE "bulk_change_row" (
  "change_id" UUID NOT NULL,
  "n" INTEGER NOT NULL,
  "line" INTEGER NOT NULL,
  "given" TEXT NOT NULL,
  "name" TEXT NOT NULL DEFAULT '',
  "role" "MemberRole",
  "custom" JSONB,
  "outcome" TEXT,
  "user_id" UUID,
  CONSTRAINT "bulk_change_row_pkey" PRIMARY KEY ("change_id", "n")
);
-- One person twice in a change is found by it.
CREATE INDEX "bulk_change_row_change_id_user_id_idx" ON "bulk_change_row" ("change_id", "user_id");
ALTER TABLE "bulk_change_row" ADD CONSTRAINT "bulk_change_row_change_id_fkey"
  FOREIGN KEY ("change_id") REFERENCES "bulk_change" ("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- Lists of people are matched by e-mail, patients' too.
CREATE INDEX "user_email_idx" ON "user" ("email");
