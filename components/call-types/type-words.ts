import { roleWords } from "#components/members/role-words.ts";
import type { CallTypeChange, CallTypeRules } from "#lib/call-types/rules.ts";
import type { Capability, MemberRole } from "#lib/roles.ts";
import { capabilities, memberRoles } from "#lib/roles.ts";

export const callTypesPath = "/admin/call-types";
export const callTypePath = (id: string) => `${callTypesPath}/${id}`;

/** What each capability is called, and what it lets somebody do. */
export const capabilityWords: Record<Capability, { name: string; hint: string }> = {
  join: { name: "Come in", hint: "Without it the role cannot join at all." },
  "join-early": { name: "Come in before the start", hint: "Needs no waiting room." },
  "join-ended": { name: "Come in after the end", hint: "To a call that was ended for everyone." },
  "publish-audio": { name: "Speak", hint: "Use the microphone." },
  "publish-video": { name: "Be seen", hint: "Use the camera." },
  "share-screen": { name: "Share the screen", hint: "Show a window or the whole screen." },
  chat: { name: "Write in the chat", hint: "And read it." },
  "start-call": { name: "Start the call", hint: "Whoever waits comes in then." },
  admit: { name: "Let people in", hint: "From the waiting room." },
  "mute-others": { name: "Mute others", hint: "Microphone, camera and screen." },
  "remove-members": { name: "Put people out", hint: "They are no members any more." },
  ring: { name: "Ring people", hint: "On their open windows and devices." },
  "end-call": { name: "End it for everyone", hint: "And extend it before its time is up." },
  "read-members": { name: "See who belongs to it", hint: "The whole list, however long." },
  "manage-members": { name: "Change who belongs to it", hint: "Add, remove, block, roles and links." },
  "update-call": { name: "Change the call", hint: "Its time, data and settings; cancel its appointment." },
};

const groups: { title: string; all: Capability[] }[] = [
  { title: "Coming in", all: ["join", "join-early", "join-ended"] },
  { title: "Taking part", all: ["publish-audio", "publish-video", "share-screen", "chat"] },
  {
    title: "Leading",
    all: ["start-call", "admit", "mute-others", "remove-members", "ring", "end-call"],
  },
  { title: "Looking after it", all: ["read-members", "manage-members", "update-call"] },
];
const grouped = groups.flatMap(({ all }) => all);

/** All capabilities, those that belong together together; what has no place of its own comes last. */
export const capabilityGroups = [
  ...groups,
  { title: "More", all: capabilities.filter((one) => !grouped.includes(one)) },
].filter(({ all }) => all.length > 0);

export const featureWords: Record<keyof CallTypeRules["settings"]["features"], string> = {
  audio: "Sound",
  video: "Cameras",
  screenShare: "Shared screens",
  chat: "Chat",
};

/** How far each number may go, in the units of the screen; as in `times` of lib/call-types/rules.ts. */
export const boundWords: Readonly<Record<string, string>> = {
  joinAheadSeconds: "Write a number from 0 to 1,440.",
  inactivityTimeoutSeconds: "Write a time between 10 seconds (0.2 minutes) and 60 minutes.",
  maxParticipants: "Write a whole number from 2 to 100,000.",
  maxDurationSeconds: "Write a number from 1 to 1,440, or nothing.",
  "ring.missedAfterSeconds": "Write a number from 5 to 600.",
};

export const changeWords: Record<CallTypeChange, string> = {
  created: "Made",
  updated: "Changed",
  retired: "Retired",
  restored: "Brought back",
  deleted: "Deleted",
};

const minutes = (seconds: number | null) =>
  seconds === null ? "no limit" : seconds % 60 === 0 ? `${seconds / 60} min` : `${seconds} s`;
const onOff = (is: boolean) => (is ? "on" : "off");

type Content = Pick<CallTypeRules, "name" | "settings" | "grants">;

const linesOf = ({ name, settings }: Content): Record<string, string> => ({
  Name: name,
  "Waiting room opens before": minutes(settings.joinAheadSeconds),
  "Ends when empty for": minutes(settings.inactivityTimeoutSeconds),
  "People at once": String(settings.maxParticipants),
  "Longest time": minutes(settings.maxDurationSeconds),
  "Missed after": `${settings.ring.missedAfterSeconds} s`,
  "Rings at the start": onOff(settings.ring.onStart),
  ...Object.fromEntries(
    Object.entries(featureWords).map(([key, words]) => [
      words,
      onOff(settings.features[key as keyof typeof featureWords]),
    ]),
  ),
});

const granted = (content: Content, role: MemberRole) => content.grants[role] ?? [];
const list = (all: readonly Capability[]) =>
  all.map((one) => capabilityWords[one].name.toLowerCase()).join(", ");

/** What became different from one version to the next, one thing a line. Empty when nothing did. */
export const differences = (before: Content, after: Content): string[] => {
  const [old, next] = [linesOf(before), linesOf(after)];
  const settings = Object.keys(next)
    .filter((key) => old[key] !== next[key])
    .map((key) => `${key}: ${old[key]} → ${next[key]}`);
  const grants = memberRoles.flatMap((role) => {
    const [had, has] = [granted(before, role), granted(after, role)];
    const more = has.filter((one) => !had.includes(one));
    const less = had.filter((one) => !has.includes(one));
    return [
      ...(more.length > 0 ? [`${roleWords[role]} may now: ${list(more)}`] : []),
      ...(less.length > 0 ? [`${roleWords[role]} may no longer: ${list(less)}`] : []),
    ];
  });
  return [...settings, ...grants];
};
