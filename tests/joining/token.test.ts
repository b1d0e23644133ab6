import { beforeAll, describe, expect, test } from "vitest";
import { builtInTypes, granted } from "#lib/call-types/rules.ts";
import { browserUrl } from "#lib/livekit.ts";
import { mintToken } from "#lib/livekit-token.ts";
import type { MemberRole } from "#lib/roles.ts";

beforeAll(() => {
  process.env.LIVEKIT_URL = "http://127.0.0.1:1";
});

const grant = {
  room: "5f0d6f0e-1d5c-4c1e-9a5e-0a8b2d7f1c11.1",
  identity: "9d1c7a52-3c3f-4b62-8d53-6a1d1f4a9e77",
  role: "patient",
  device: "window-mark",
  signInId: "7c5d3f62-0c1e-4a52-9f0e-3b1d2c4e5f66",
} as const;

const claimsOf = (token: string) =>
  JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString()) as Record<string, unknown>;
const videoOf = async (typeId: string, role: MemberRole) => {
  const grants = builtInTypes.find((type) => type.id === typeId)?.grants;
  const capabilities = grants ? granted(grants, role) : [];
  return claimsOf(await mintToken({ ...grant, role, capabilities })).video as Record<string, unknown>;
};

describe("a token", () => {
  test("holds these claims and no others", async () => {
    const { exp, nbf, ...claims } = claimsOf(
      await mintToken({ ...grant, capabilities: ["join", "publish-audio"] }),
    );
    expect(claims).toEqual({
      iss: "tests",
      sub: grant.identity,
      attributes: { device: "window-mark", role: "patient", signIn: grant.signInId },
      video: {
        room: grant.room,
        roomJoin: true,
        canSubscribe: true,
        canPublish: true,
        canPublishSources: ["microphone"],
        canPublishData: false,
        canUpdateOwnMetadata: false,
      },
    });
    expect(Number(exp) - Number(nbf)).toBeLessThanOrEqual(60);
    expect(Number(exp) * 1000).toBeLessThanOrEqual(Date.now() + 60_000);
  });

  test.each<[string, MemberRole, string[], boolean]>([
    ["default", "clinician", ["microphone", "camera", "screen_share", "screen_share_audio"], true],
    ["default", "patient", ["microphone", "camera", "screen_share", "screen_share_audio"], true],
    ["default", "companion", ["microphone", "camera"], true],
    ["default", "interpreter", ["microphone", "camera"], false],
    ["default", "observer", [], false],
    ["audio_room", "clinician", ["microphone"], true],
    ["audio_room", "patient", ["microphone"], true],
    ["livestream", "patient", [], true],
    ["livestream", "clinician", ["microphone", "camera", "screen_share", "screen_share_audio"], true],
  ])("in %s lets a %s send only what the grants allow", async (type, role, sources, data) => {
    const video = await videoOf(type, role);
    expect(video.canPublishSources).toEqual(sources);
    expect(video.canPublish).toBe(sources.length > 0);
    expect(video.canPublishData).toBe(data);
  });

  test("never gives power over the room, whatever the role may do in the call", async () => {
    const video = await videoOf("development", "clinician");
    for (const power of [
      "roomAdmin",
      "roomCreate",
      "roomList",
      "roomRecord",
      "ingressAdmin",
      "hidden",
      "recorder",
    ]) {
      expect(video[power]).toBeUndefined();
    }
  });

  test("belongs to the URL that browsers use", () => {
    expect(browserUrl()).toBe("ws://127.0.0.1:1");
  });
});
