import type { MemberRole } from "#lib/roles.ts";
import type { News, Quality, RoomDevice, RoomState, Trouble } from "./room-state.ts";

export type Person = { readonly name: string; readonly role: MemberRole | null };
/** Who somebody in the room is, by their identity. */
export type Names = (identity: string) => Person;

export const roleWords: Record<MemberRole, string> = {
  clinician: "Clinician",
  assistant: "Assistant",
  patient: "Patient",
  companion: "Companion",
  interpreter: "Interpreter",
  observer: "Observer",
};

/** Sentences about connections, for the banner; null while there is nothing to say. */
export type Notice = {
  readonly tone: "info" | "warning" | "danger";
  readonly title: string;
  readonly text: string;
};

export const ownNotice = (state: RoomState): Notice | null => {
  const { phase, attempt, selfQuality, wasIn, moving } = state;
  if (phase.at === "out" || !wasIn || (moving && phase.at !== "in")) return null;
  if (phase.at !== "in" && attempt < 3) {
    return {
      tone: "warning",
      title: "You lost your connection",
      text: "We are getting it back. You do not need to do anything.",
    };
  }
  if (phase.at !== "in") {
    return {
      tone: "danger",
      title: "You are not connected",
      text: "We keep trying. If you can, move closer to your Wi-Fi or turn on mobile data.",
    };
  }
  if (selfQuality === "good") return null;
  return {
    tone: "warning",
    title: "Your connection is weak",
    text: "Sound goes first. The picture may stand still for a moment.",
  };
};

/** Why one is not in yet, once it has taken more than a try; null before. */
export const outsideWords = ({ phase, attempt, lastCode, wasIn }: RoomState): string | null => {
  if (wasIn || attempt === 0 || phase.at === "in" || phase.at === "out") return null;
  if (lastCode === "VIDEO_UNAVAILABLE")
    return "The video service does not answer. We keep trying: you do not need to do anything.";
  if (lastCode) return "Bedside does not answer right now. We keep trying: you do not need to do anything.";
  return "It takes longer than usual. We keep trying. If you use a VPN or a network at work, try another one.";
};

/** What to say of somebody else's connection, next to their name; null while it is good. */
export const otherWords = (quality: Quality): string | null => {
  if (quality === "good") return null;
  return quality === "weak" ? "Weak connection" : "Connection lost";
};

const deviceWords: Record<RoomDevice, string> = {
  camera: "camera",
  microphone: "microphone",
  screen: "screen",
};

/** What is wrong with a device of one's own, and what to do. */
export const troubleWords = (device: RoomDevice, trouble: Trouble): string => {
  const name = deviceWords[device];
  if (device === "screen") return "Your screen was not shared. Press “Share screen” to try again.";
  if (trouble === "refused")
    return `Your browser does not let us use your ${name}. Allow it in the address bar, then turn it on again.`;
  if (trouble === "missing") return `We found no ${name}. You can stay without it.`;
  if (trouble === "busy") return `Another program is using your ${name}. Close it, then turn it on again.`;
  return `Your ${name} did not start. Try again, or choose another one in the settings.`;
};

/** What somebody is called who is in no list of members that came here. */
export const somebody: Person = { name: "Somebody", role: null };

/** Whether it is known who did it. */
export const isNamed = ({ who }: News, names: Names) => who === null || names(who).name !== somebody.name;

/** What a screen reader says about it. */
export const newsWords = ({ kind, who }: News, names: Names): string => {
  const name = who === null ? "You" : names(who).name;
  const whose = who === null ? "Your" : `${name}’s`;
  const words: Record<News["kind"], string> = {
    came: `${name} came in.`,
    went: `${name} left.`,
    in: "You are in the visit.",
    interrupted: "You lost your connection. We are getting it back.",
    back: "You are connected again.",
    weak: `${whose} connection is weak.`,
    fine: `${whose} connection is good again.`,
    shares: who === null ? "You are sharing your screen." : `${name} is sharing a screen.`,
    shared: who === null ? "You stopped sharing your screen." : `${name} stopped sharing.`,
  };
  return words[kind];
};
