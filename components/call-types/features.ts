import type { CallTypeSettings } from "#lib/call-types/rules.ts";

export const features = [
  "audio",
  "video",
  "screenShare",
  "chat",
] as const satisfies readonly (keyof CallTypeSettings["features"])[];
