import { describe, expect, test } from "vitest";
import { builtInTypes, capabilitiesOf, settingsOf, settingsOverride } from "#lib/call-types/rules.ts";

const [consultation, audioVisit] = builtInTypes;
if (!consultation || !audioVisit) throw new Error("no built-in types");

describe("a call's own settings", () => {
  test("override the type's settings one by one, also inside `ring` and `features`", () => {
    const override = { ring: { onStart: false }, features: { chat: false }, maxParticipants: 3 };
    expect(settingsOf(audioVisit.settings, override)).toEqual({
      ...audioVisit.settings,
      maxParticipants: 3,
      ring: { missedAfterSeconds: 45, onStart: false },
      features: { audio: true, video: false, screenShare: false, chat: false },
    });
  });

  test("leave the type's settings unchanged where they override nothing", () => {
    const own = {
      ...audioVisit.settings,
      maxDurationSeconds: 600,
      ring: { missedAfterSeconds: 9, onStart: false },
    };
    expect(settingsOf(own, {})).toEqual(own);
    expect(settingsOf(own, null)).toEqual(own);
  });

  test("can turn a feature off for everyone, but grant no capability", () => {
    const capabilities = (features: object, role: "clinician" | "observer") =>
      capabilitiesOf(
        { grants: consultation.grants, settings: settingsOf(consultation.settings, { features }) },
        { role, granted: [], revoked: [] },
      );
    expect(capabilities({ video: false }, "clinician")).not.toContain("publish-video");
    expect(capabilities({ video: true }, "observer")).toEqual(["join"]);
  });

  test.each([{ grants: {} }, { ring: { loud: true } }, { features: { fly: true } }, { maxParticipants: 1 }])(
    "can't be %j",
    (override) => expect(settingsOverride.safeParse(override).success).toBe(false),
  );
});
