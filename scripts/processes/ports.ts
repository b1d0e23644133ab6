import type { AddressInfo } from "node:net";
import { createServer } from "node:net";

/** Returns a free TCP port on the loopback. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}

/** Tells whether a port is free on both loopback addresses: browsers try IPv6 and IPv4 for "localhost". */
export const isPortFree = async (port: number) =>
  (await isFreeAt("127.0.0.1", port)) && (await isFreeAt("::1", port));

/** Also true if the machine has no such address. */
function isFreeAt(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer().once("error", ({ code }: NodeJS.ErrnoException) =>
      resolve(code !== "EADDRINUSE" && code !== "EACCES"),
    );
    server.listen({ host, port, ipv6Only: host === "::1" }, () => server.close(() => resolve(true)));
  });
}
