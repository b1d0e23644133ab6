import { once } from "node:events";
import { WebSocket } from "ws";

/** A participant without media: LiveKit's signalling connection, as a browser opens it. Throws when it is refused. */
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
