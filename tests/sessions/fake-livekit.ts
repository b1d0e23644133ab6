import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Participant } from "./signed-webhook.ts";

/**
 * Serves the six requests we make to LiveKit from a list that the test controls, for orders of events that a real server
 * produces once a year. Everything else is tested against the real one.
 */
export const startFakeLiveKit = async () => {
  const rooms = new Map<string, Participant[]>();
  let unreachable = false;
  type Asked = { name?: string; room?: string; identity?: string };
  const participant = (came: Participant) => ({
    sid: came.sid,
    identity: came.identity,
    state: "ACTIVE",
    joinedAtMs: String(came.joinedAt.getTime()),
    attributes: { device: came.device },
  });
  const answers: Record<string, (asked: Asked) => unknown> = {
    ListRooms: () => ({ rooms: [...rooms].map(([name, here]) => ({ name, numParticipants: here.length })) }),
    CreateRoom: ({ name = "" }) => {
      if (!rooms.has(name)) rooms.set(name, []);
      return { name };
    },
    DeleteRoom: ({ room = "" }) => {
      rooms.delete(room);
      return {};
    },
    ListParticipants: ({ room = "" }) => ({ participants: (rooms.get(room) ?? []).map(participant) }),
    GetParticipant: ({ room = "", identity }) => {
      const here = rooms.get(room)?.find((came) => came.identity === identity);
      return here && participant(here);
    },
    RemoveParticipant: ({ room = "", identity }) => {
      rooms.set(
        room,
        (rooms.get(room) ?? []).filter((came) => came.identity !== identity),
      );
      return {};
    },
  };
  const server = createServer(async (request, response) => {
    const chunks = await Array.fromAsync(request);
    if (unreachable) return request.socket.destroy();
    const asked = JSON.parse(Buffer.concat(chunks).toString()) as Asked;
    const answer = answers[request.url?.split("/").at(-1) ?? ""]?.(asked);
    response
      .writeHead(answer ? 200 : 404, { "content-type": "application/json" })
      .end(JSON.stringify(answer ?? { code: "not_found", msg: "there is none" }));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    rooms,
    setUnreachable: (value: boolean) => {
      unreachable = value;
    },
    stop: () => new Promise((resolve) => server.close(resolve)),
  };
};

export type FakeLiveKit = Awaited<ReturnType<typeof startFakeLiveKit>>;
