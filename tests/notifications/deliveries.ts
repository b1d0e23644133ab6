import { afterAll, afterEach, beforeAll, beforeEach, expect } from "vitest";
import type { Actor, CallRef } from "#lib/access.ts";
import { closeDb, db, transaction } from "#lib/db.ts";
import { announceStart, subscribe } from "#lib/notifications/server.ts";
import { stopWorker } from "#lib/worker.ts";
import { type PushService, type Subscriber, startPushService } from "#tests/support/push-service.ts";
import { openSession } from "#tests/support/visit-rows.ts";

/** Gives a test file a push service: `ready` gets it before the first test. Each test begins without pushes and jobs. */
export const setUpPushService = (ready: (service: PushService) => void) => {
  let service: PushService;
  beforeAll(async () => {
    service = await startPushService();
    process.env.PUSH_EXTRA_ORIGINS = service.origin;
    ready(service);
  });
  beforeEach(() => {
    service.answerWith(() => ({ status: 201 }));
    service.received.length = 0;
  });
  afterEach(async () => {
    await stopWorker();
    await deleteJobs();
  });
  afterAll(async () => {
    await closeDb();
    await service.stop();
  });
};

export const subscribeDevice = async (service: PushService, actor: Actor): Promise<Subscriber> => {
  const subscriber = service.subscriber();
  await subscribe(actor, subscriber);
  return subscriber;
};

/** Opens a session and announces it. Returns its id. */
export const announceVisit = async (ref: CallRef, by: Actor) => {
  const sessionId = await openSession(ref, by.userId);
  await transaction((tx) => announceStart(tx, { ...ref, sessionId, startedBy: by.userId }));
  return sessionId;
};

export const listDeliveries = (sessionId: string) =>
  db().delivery.findMany({
    where: { notification: { sessionId } },
    orderBy: { createdAt: "asc" },
    select: { id: true, state: true, attempts: true, sentAt: true, shownAt: true },
  });

export const findOnlyDelivery = async (sessionId: string) => {
  const [only, ...others] = await listDeliveries(sessionId);
  expect(others).toEqual([]);
  if (!only) throw new Error("there is no delivery");
  return only;
};

export const listJobs = () =>
  db().$queryRaw<{ id: bigint; run_at: Date }[]>`SELECT id, run_at FROM graphile_worker.jobs ORDER BY run_at`;

export const deleteJobs = () => db().$executeRaw`DELETE FROM graphile_worker._private_jobs`;
