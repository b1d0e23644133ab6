import {
  createDecipheriv,
  createECDH,
  createHmac,
  createPublicKey,
  randomBytes,
  randomUUID,
  verify,
} from "node:crypto";
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import { type WebSocket, WebSocketServer } from "ws";

/** A push request as the push service receives it. */
export type ReceivedPush = {
  readonly subscriptionId: string;
  readonly at: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  /** The claims of `Authorization: vapid …`, and whether the signature is valid. */
  readonly vapid: {
    readonly aud?: string;
    readonly exp?: number;
    readonly sub?: string;
    readonly valid: boolean;
  };
  /** The status of the response; null if there was none. */
  readonly status: number | null;
};

/** `afterMs` delays the response. */
export type PushAnswer =
  | { readonly status: number; readonly headers?: Record<string, string>; readonly afterMs?: number }
  | "no answer";

/** A subscriber without a browser that can decrypt its messages. */
export type Subscriber = {
  readonly id: string;
  readonly endpoint: string;
  readonly keys: { readonly p256dh: string; readonly auth: string };
  readonly read: (body: Buffer) => string;
};

const base64url = (text: string) => Buffer.from(text, "base64url");

const vapidOf = (authorization = ""): ReceivedPush["vapid"] => {
  const [, jwt = "", key = ""] = /^vapid t=([^,]+), ?k=(\S+)$/.exec(authorization) ?? [];
  const [head = "", claims = "", signature = ""] = jwt.split(".");
  if (!signature) return { valid: false };
  const point = base64url(key);
  const jwk = {
    kty: "EC",
    crv: "P-256",
    x: point.subarray(1, 33).toString("base64url"),
    y: point.subarray(33).toString("base64url"),
  };
  const publicKey = createPublicKey({ key: jwk, format: "jwk" });
  const valid = verify(
    "sha256",
    Buffer.from(`${head}.${claims}`),
    { key: publicKey, dsaEncoding: "ieee-p1363" },
    base64url(signature),
  );
  return { ...JSON.parse(base64url(claims).toString()), valid };
};

const hmac = (key: Buffer, ...data: Buffer[]) =>
  createHmac("sha256", key).update(Buffer.concat(data)).digest();

/** Decrypts a push message: aes128gcm with one record (RFC 8291, RFC 8188). */
const decrypt = (body: Buffer, own: ReturnType<typeof createECDH>, auth: Buffer): string => {
  const salt = body.subarray(0, 16);
  const keyLength = body.readUInt8(20);
  const sender = body.subarray(21, 21 + keyLength);
  const sealed = body.subarray(21 + keyLength);
  const one = Buffer.from([1]);
  const shared = hmac(auth, own.computeSecret(sender));
  const secret = hmac(shared, Buffer.from("WebPush: info\0"), own.getPublicKey(), sender, one);
  const random = hmac(salt, secret);
  const key = hmac(random, Buffer.from("Content-Encoding: aes128gcm\0"), one).subarray(0, 16);
  const nonce = hmac(random, Buffer.from("Content-Encoding: nonce\0"), one).subarray(0, 12);
  const decipher = createDecipheriv("aes-128-gcm", key, nonce).setAuthTag(sealed.subarray(-16));
  const padded = Buffer.concat([decipher.update(sealed.subarray(0, -16)), decipher.final()]);
  return padded.subarray(0, padded.lastIndexOf(2)).toString();
};

const bodyOf = async (request: IncomingMessage) => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
};

/**
 * A push service on the loopback: keeps the pushes it receives (RFC 8030), responds as the test decides, and forwards them
 * to a Firefox whose `dom.push.serverURL` is `webSocketUrl`, by the protocol of Mozilla's service.
 */
export const startPushService = async () => {
  const received: ReceivedPush[] = [];
  const browsers = new Map<string, { socket: WebSocket; open: Set<string> }>();
  const undelivered: { channelID: string; text: string }[] = [];
  let answer: (push: { subscriptionId: string; count: number }) => PushAnswer = () => ({ status: 201 });

  const passOn = (channelID: string, body: Buffer, headers: IncomingHttpHeaders) => {
    const encoding = headers["content-encoding"];
    const text = JSON.stringify({
      messageType: "notification",
      channelID,
      version: randomUUID(),

      ...(body.length > 0 ? { data: body.toString("base64url"), headers: { encoding } } : {}),
    });
    const browser = [...browsers.values()].find((one) => one.open.has(channelID));
    if (browser) browser.socket.send(text);
    else undelivered.push({ channelID, text });
  };

  const take = async (request: IncomingMessage, response: ServerResponse) => {
    const subscriptionId = request.url?.split("/").at(-1) ?? "";
    const body = await bodyOf(request);
    const count = received.filter((push) => push.subscriptionId === subscriptionId).length + 1;
    const given = answer({ subscriptionId, count });
    const status = given === "no answer" ? null : given.status;
    const vapid = vapidOf(request.headers.authorization);
    received.push({ subscriptionId, at: Date.now(), headers: request.headers, body, vapid, status });
    if (given === "no answer") return;
    if (given.afterMs) await wait(given.afterMs);
    if (given.status === 201) passOn(subscriptionId, body, request.headers);
    response.writeHead(given.status, given.headers).end();
  };

  const server = createServer((request, response) => {
    take(request, response).catch(() => response.destroy());
  });
  const { promise: listening, resolve } = Promise.withResolvers<void>();
  server.listen(0, "127.0.0.1", () => resolve());
  await listening;
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  const sockets = new WebSocketServer({ server });
  sockets.on("connection", (socket) => {
    const uaid = randomUUID().replaceAll("-", "");
    const open = new Set<string>();
    browsers.set(uaid, { socket, open });
    const say = (message: object) => socket.send(JSON.stringify(message));
    socket.on("close", () => browsers.delete(uaid));
    socket.on("message", (data) => {
      const message = JSON.parse(String(data)) as { messageType?: string; channelID?: string };
      const { messageType, channelID = "" } = message;
      if (messageType === "hello") say({ messageType, status: 200, uaid, use_webpush: true, broadcasts: {} });
      else if (messageType === "register") {
        open.add(channelID);
        say({ messageType, channelID, status: 200, pushEndpoint: `${origin}/wpush/v2/${channelID}` });
      } else if (messageType === "unregister") {
        open.delete(channelID);
        say({ messageType, channelID, status: 200 });
      } else if (Object.keys(message).length === 0) socket.send("{}");
      for (const late of undelivered.splice(0)) {
        if (open.has(late.channelID)) socket.send(late.text);
        else undelivered.push(late);
      }
    });
  });

  const accepted = () => received.filter((push) => push.status === 201);
  return {
    origin,
    webSocketUrl: `${origin.replace("http", "ws")}/`,
    /** Every request in order of arrival. */
    received,
    /** Those answered with 201, which a person would see. */
    accepted,
    /** Decides the responses from now on; `count` is the number of requests for that subscription, this one included. */
    answerWith: (next: typeof answer) => {
      answer = next;
    },

    subscriber: (): Subscriber => {
      const own = createECDH("prime256v1");
      own.generateKeys();
      const auth = randomBytes(16);
      const id = randomUUID();
      const keys = { p256dh: own.getPublicKey().toString("base64url"), auth: auth.toString("base64url") };
      return { id, endpoint: `${origin}/push/${id}`, keys, read: (body) => decrypt(body, own, auth) };
    },
    stop: async () => {
      for (const socket of sockets.clients) socket.terminate();
      server.closeAllConnections();
      const { promise, resolve: closed } = Promise.withResolvers<void>();
      server.close(() => closed());
      await promise;
    },
  };
};
export type PushService = Awaited<ReturnType<typeof startPushService>>;
