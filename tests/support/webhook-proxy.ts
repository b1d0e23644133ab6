import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { shuffled } from "./dice.ts";

/** What LiveKit said of one connection, by its own clock: the truth that attendances are compared with. */
export type Told = {
  readonly kind: string;
  readonly room: string;
  readonly sid: string;
  readonly identity: string;
  readonly joinedAt: Date;
  /** In whole seconds. */
  readonly at: Date;
};

type Sent = { readonly body: string; readonly headers: Record<string, string> };

type Body = {
  event: string;
  createdAt: string;
  room?: { name: string };
  participant?: { sid: string; identity: string; joinedAtMs?: string };
};

const toTold = (body: string): Told => {
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
 * Stands between LiveKit and the app, takes in every webhook as if it had arrived, and passes none on until it is told
 * to: so a test can lose, double and shuffle them, and still knows what happened.
 */
export const startWebhookProxy = async () => {
  const told: Told[] = [];
  let held: Sent[] = [];
  const server = createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += chunk;
    const { authorization = "", "content-type": type = "" } = request.headers;
    told.push(toTold(body));
    held.push({ body, headers: { authorization, "content-type": type } });
    response.writeHead(204).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    told: (room: string, kind: string) =>
      told.filter((one) => one.kind === kind && one.room.startsWith(room)),
    /** Loses what was held so far. */
    lose: () => {
      held = [];
    },
    /** Passes on what was held, each twice and in random order, several at once; answers the statuses. */
    passOn: async (to: string, roll: () => number): Promise<number[]> => {
      const copies = shuffled([...held, ...held], roll);
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
