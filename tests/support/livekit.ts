import { join } from "node:path";
import { inject } from "vitest";
import { startLiveKit as start } from "#scripts/livekit/start.ts";

export type TestLiveKit = {
  /** `ws://127.0.0.1:port`; the port stays the same after a restart. */
  url: string;
  key: string;
  secret: string;
  /** Kills it (−9) and starts it again on the same port, with no rooms. */
  restart: () => Promise<void>;
  stop: () => Promise<void>;
};

/** A LiveKit server on random loopback ports, with the key and secret of the tests' environment. */
export const startLiveKit = async (webhookUrl?: string): Promise<TestLiveKit> => {
  const binary = inject("programs").livekit;
  if (!binary) throw new Error("LiveKit is not installed: run the tests with `npm test`, which builds it.");
  const key = process.env.LIVEKIT_API_KEY ?? "";
  const secret = process.env.LIVEKIT_API_SECRET ?? "";
  const log = join(inject("folder"), `livekit-${process.pid}.log`);
  const options = { binary, key, secret, log, ...(webhookUrl ? { webhookUrl } : {}) };
  let server = await start(options);
  const { url, port } = server;
  return {
    url,
    key,
    secret,
    restart: async () => {
      process.kill(server.program.ref.pid, "SIGKILL");
      await server.program.exited;
      server = await start({ ...options, port });
    },
    stop: () => server.program.stop(),
  };
};
