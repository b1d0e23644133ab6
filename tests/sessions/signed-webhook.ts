import { createHash, randomUUID } from "node:crypto";
import { AccessToken } from "livekit-server-sdk";

export type SignedWebhook = { readonly body: string; readonly authorization: string };

export type Participant = {
  sid: string;
  identity: string;
  device: string;
  joinedAt: Date;
  signInId?: string;
};

/** A webhook as LiveKit sends it: JSON, and a token with the hash of the body. */
export const signedWebhook = async (event: {
  kind: string;
  room: string;
  at: Date;
  came?: Participant;
  id?: string;
  secret?: string;
}): Promise<SignedWebhook> => {
  const { came } = event;
  const body = JSON.stringify({
    event: event.kind,
    id: event.id ?? `EV_${randomUUID()}`,
    createdAt: String(Math.floor(event.at.getTime() / 1000)),
    room: { name: event.room, sid: "RM_test" },
    ...(came && {
      participant: {
        sid: came.sid,
        identity: came.identity,
        state: "ACTIVE",
        joinedAt: String(Math.floor(came.joinedAt.getTime() / 1000)),
        joinedAtMs: String(came.joinedAt.getTime()),
        attributes: { device: came.device, role: "patient", ...(came.signInId && { signIn: came.signInId }) },
      },
    }),
  });
  const { LIVEKIT_API_KEY: key = "", LIVEKIT_API_SECRET: secret = "" } = process.env;
  const token = new AccessToken(key, event.secret ?? secret, { ttl: 300 });
  token.sha256 = createHash("sha256").update(body).digest("base64");
  return { body, authorization: await token.toJwt() };
};
