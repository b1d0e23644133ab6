import type { Translator } from "#lib/catalogue.ts";
import type { RungPerson } from "#lib/live/rules.ts";

/** What the caller reads about a person they rang. */
export const rungWords = (
  t: Translator<"rings">,
  { name, state, reason }: Pick<RungPerson, "name" | "state" | "reason">,
): string =>
  state === "declined" && reason && reason !== "other"
    ? t(`declined.${reason}`, { name })
    : t(`state.${state}`, { name });
