import { describe, expect, test } from "vitest";
import { type Actor, allow, type CallRelation, can, type Permission, permissions } from "#lib/access.ts";
import { builtInTypes, granted } from "#lib/call-types/rules.ts";
import { type MemberRole, memberRoles } from "#lib/roles.ts";

const call = { type: "default", id: "one", teamId: "harbour" };
const grants = builtInTypes.find((type) => type.id === "default")?.grants ?? ({} as never);

const actor = (kind: "admin" | "clinician" | "link" | "link elsewhere"): Actor =>
  ({
    userId: "me",
    role: kind === "admin" ? "admin" : kind === "clinician" ? "clinician" : "patient",
    name: "Somebody",
    timeZone: "UTC",
    locale: "en-GB",
    teamIds: kind === "clinician" ? ["harbour"] : [],
    signInId: "sign-in",
    kind: kind.startsWith("link") ? "link" : "staff",
    boundTo: kind === "link" ? call : kind === "link elsewhere" ? { type: "default", id: "two" } : null,
  }) as unknown as Actor;

const relation = (role: MemberRole | "none" | "blocked"): CallRelation => ({
  ...call,
  member:
    role === "none"
      ? null
      : {
          id: "m",
          blocked: role === "blocked",
          capabilities: granted(grants, role === "blocked" ? "clinician" : role),
        },
});

const aboutCalls = [
  "call.read",
  "call.start",
  "call.end",
  "call.update",
  "call.delete",
  "call.ring",
  "session.extend",
  "sessions.read",
  "members.remove",
  "members.mute",
  "members.read",
  "members.manage",
  "appointment.cancel",
] as const;
const letters: Record<(typeof aboutCalls)[number], string> = {
  "call.read": "R",
  "call.start": "S",
  "call.end": "E",
  "call.update": "U",
  "call.delete": "D",
  "call.ring": "I",
  "session.extend": "X",
  "sessions.read": "A",
  "members.remove": "O",
  "members.mute": "Q",
  "members.read": "L",
  "members.manage": "M",
  "appointment.cancel": "C",
};
const all = Object.values(letters).join("");
/** Every permission that a member role can have; only administrators delete calls. */
const held = all.replace("D", "");

/** The permissions of each kind of actor by their place in the call, one letter each. */
const matrix: Record<Parameters<typeof actor>[0], Record<MemberRole | "none" | "blocked", string>> = {
  admin: {
    clinician: all,
    assistant: "RSEUDAOQLMC",
    patient: "REUDAOQLMC",
    companion: "REUDAOQLMC",
    interpreter: "REUDAOQLMC",
    observer: "REUDAOQLMC",
    none: "REUDAOQLMC",
    blocked: "REUDAOQLMC",
  },
  clinician: {
    clinician: held,
    assistant: "RSAL",
    patient: "R",
    companion: "R",
    interpreter: "R",
    observer: "R",
    none: "",
    blocked: "R",
  },
  link: {
    clinician: held,
    assistant: "RSAL",
    patient: "R",
    companion: "R",
    interpreter: "R",
    observer: "R",
    none: "",
    blocked: "R",
  },
  "link elsewhere": {
    clinician: "",
    assistant: "",
    patient: "",
    companion: "",
    interpreter: "",
    observer: "",
    none: "",
    blocked: "",
  },
};

describe("permissions on a call", () => {
  for (const kind of Object.keys(matrix) as (keyof typeof matrix)[]) {
    for (const role of [...memberRoles, "none", "blocked"] as const) {
      test(`${kind} who is ${role} in it: ${matrix[kind][role] || "nothing"}`, () => {
        const may = aboutCalls.filter((permission) => can(actor(kind), permission, relation(role)));
        expect(may.map((permission) => letters[permission]).join("")).toBe(matrix[kind][role]);
      });
    }
  }
  test("outsiders get NOT_FOUND, members without the permission NOT_ALLOWED", async () => {
    await expect(() => allow(actor("clinician"), "call.end", relation("none"))).toBeRefused("NOT_FOUND");
    await expect(() => allow(actor("link elsewhere"), "call.end", relation("patient"))).toBeRefused(
      "NOT_FOUND",
    );
    await expect(() => allow(actor("link"), "call.end", relation("patient"))).toBeRefused("NOT_ALLOWED");
    expect(() => allow(actor("admin"), "call.end", relation("none"))).not.toThrow();
  });
});

describe("permissions without a call", () => {
  const team = { teamId: "harbour" };
  const other = { teamId: "lindenhof" };
  const owner = { userId: "me" };
  const somebody = { userId: "you" };
  const rows: [Permission, unknown, Parameters<typeof actor>[0][]][] = [
    ["call.create", undefined, ["admin", "clinician"]],
    ["appointment.create", team, ["clinician"]],
    ["appointment.create", other, []],
    ["patients.search", undefined, ["admin", "clinician"]],
    ["sign-ins.manage", owner, ["admin", "clinician", "link", "link elsewhere"]],
    ["sign-ins.manage", somebody, ["admin"]],
    ["accounts.manage", undefined, ["admin"]],
    ["admin.read", undefined, ["admin"]],
    ["call-types.manage", undefined, ["admin"]],
  ];
  for (const [permission, subject, who] of rows) {
    test(`${permission} of ${JSON.stringify(subject) ?? "anything"}: ${who.join(", ") || "no one"}`, () => {
      const kinds = Object.keys(matrix) as (keyof typeof matrix)[];
      expect(kinds.filter((kind) => can(actor(kind), permission, subject as never))).toEqual(who);
    });
  }
  test("every permission is listed here", () => {
    const tested = new Set<string>([...aboutCalls, ...rows.map(([permission]) => permission)]);
    expect(permissions.filter((permission) => !tested.has(permission))).toEqual([]);
  });
});
