import { once } from "node:events";
import { WebSocket } from "ws";

/** Joins a room without media, by LiveKit's signalling connection. Throws if refused. */
export const connectSignal = async (url: string, token: string) => {
  const query = new URLSearchParams({ access_token: token, protocol: "15", sdk: "js", version: "2.0.0" });
  const socket = new WebSocket(`${url}/rtc?${query}`);
  const closed = new Promise<void>((resolve) => socket.once("close", () => resolve()));
  await once(socket, "message");
  return {
    /** Resolves once LiveKit ended the connection. */
    closed,
    leave: async () => {
      socket.close();
      await closed;
    },
  };
};
