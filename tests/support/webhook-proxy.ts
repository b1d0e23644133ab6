import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { shuffled } from "./random.ts";

/** A webhook's content by LiveKit's own clock: the truth that attendances are compared with. */
export type WebhookEvent = {
  readonly kind: string;
  readonly room: string;
  readonly sid: string;
  readonly identity: string;
  readonly joinedAt: Date;
  /** To the second. */
  readonly at: Date;
};

type Sent = { readonly body: string; readonly headers: Record<string, string> };

type Body = {
  event: string;
  createdAt: string;
  room?: { name: string };
  participant?: { sid: string; identity: string; joinedAtMs?: string };
};

const parseEvent = (body: string): WebhookEvent => {
  const { event, createdAt, room, participant } = JSON.parse(body) as Body;
  return {
    kind: event,
    room: room?.name ?? "",
    sid: participant?.sid ?? "",
    identity: participant?.identity ?? "",
    joinedAt: new Date(Number(participant?.joinedAtMs ?? Number.NaN)),
    at: new Date(Number(createdAt) * 1000),
  };
};

/**
 * Stands between LiveKit and the app: accepts every webhook and holds it until the test drops or delivers it, so a test can
 * lose, double and reorder webhooks and still know what happened.
 */
export const startWebhookProxy = async () => {
  const events: WebhookEvent[] = [];
  let held: Sent[] = [];
  const server = createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += chunk;
    const { authorization = "", "content-type": type = "" } = request.headers;
    events.push(parseEvent(body));
    held.push({ body, headers: { authorization, "content-type": type } });
    response.writeHead(204).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    events: (room: string, kind: string) =>
      events.filter((one) => one.kind === kind && one.room.startsWith(room)),
    /** Drops what is held. */
    drop: () => {
      held = [];
    },
    /** Delivers what is held, each webhook twice, in random order, four at a time. Returns the statuses. */
    deliverTwice: async (to: string, random: () => number): Promise<number[]> => {
      const copies = shuffled([...held, ...held], random);
      held = [];
      const statuses: number[] = [];
      const send = async () => {
        for (let next = copies.pop(); next; next = copies.pop()) {
          const answer = await fetch(to, { method: "POST", ...next });
          statuses.push(answer.status);
        }
      };
      await Promise.all([send(), send(), send(), send()]);
      return statuses;
    },
    stop: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};
