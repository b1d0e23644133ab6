import { type Capability, capabilities } from "#lib/roles.ts";

type Group = "joining" | "takingPart" | "leading" | "managing" | "more";

const groups: { name: Group; all: Capability[] }[] = [
  { name: "joining", all: ["join", "join-early", "join-ended"] },
  { name: "takingPart", all: ["publish-audio", "publish-video", "share-screen", "chat"] },
  { name: "leading", all: ["start-call", "admit", "mute-others", "remove-members", "ring", "end-call"] },
  { name: "managing", all: ["read-members", "manage-members", "update-call"] },
];
const grouped = groups.flatMap(({ all }) => all);

/** Every capability, by group. Those of no group come last. */
export const capabilityGroups = [
  ...groups,
  { name: "more" as const, all: capabilities.filter((one) => !grouped.includes(one)) },
].filter(({ all }) => all.length > 0);
