import "server-only";
import { AccessToken } from "livekit-server-sdk";
import { livekitService } from "./livekit.ts";
import { permissionOf } from "./livekit-permissions.ts";
import type { Capability, MemberRole } from "./roles.ts";

/** A token is asked for right before it is used. */
export const tokenTtlSeconds = 60;

/** Everyone in the room can read its attributes, so they don't describe the person. @throws AppError VIDEO_UNAVAILABLE */
export function mintToken(grant: {
  room: string;
  identity: string;
  role: MemberRole;
  device: string;
  signInId: string;
  capabilities: readonly Capability[];
}): Promise<string> {
  const { key, secret } = livekitService();
  const { room, identity, role, device, signInId, capabilities } = grant;
  const attributes = { device, role, signIn: signInId };
  const token = new AccessToken(key, secret, { identity, ttl: tokenTtlSeconds, attributes });
  const { canUpdateMetadata: canUpdateOwnMetadata, ...permission } = permissionOf(capabilities);
  token.addGrant({ room, roomJoin: true, canUpdateOwnMetadata, ...permission });
  return token.toJwt();
}
