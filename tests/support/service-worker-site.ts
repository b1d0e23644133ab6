import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import en from "#messages/en.json" with { type: "json" };

const worker = readFileSync(join(import.meta.dirname, "..", "..", "public", "sw.js"));

/** A site of empty pages with our real service worker; keeps what the worker posts. */
export const startServiceWorkerSite = async () => {
  const posts: { path: string; body: unknown }[] = [];
  /** Paths whose posts get a 409. */
  const refusedPaths = new Set<string>();
  const server = createServer(async (request, response) => {
    const { pathname: path } = new URL(request.url ?? "/", "http://localhost");
    if (request.method === "POST") {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      posts.push({ path, body: JSON.parse(Buffer.concat(chunks).toString() || "null") });
      response.writeHead(refusedPaths.has(path) ? 409 : 204).end();
    } else if (path === "/sw.js") {
      response.writeHead(200, { "content-type": "text/javascript" }).end(worker);
    } else if (path === "/sw-words.js") {
      const words = JSON.stringify(en.serviceWorker);
      response.writeHead(200, { "content-type": "text/javascript" }).end(`self.words = ${words};`);
    } else if (path === "/api/notifications/subscription") {
      const publicKey = process.env.VAPID_PUBLIC_KEY;
      response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify({ publicKey }));
    } else
      response.writeHead(200, { "content-type": "text/html" }).end("<!doctype html><title>a page</title>");
  });
  const { promise: listening, resolve } = Promise.withResolvers<void>();
  server.listen(0, "127.0.0.1", () => resolve());
  await listening;
  return {
    url: `http://localhost:${(server.address() as AddressInfo).port}`,
    posts,
    refusedPaths,
    stop: () => {
      server.closeAllConnections();
      server.close();
    },
  };
};
