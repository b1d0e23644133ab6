import { notFound } from "next/navigation";
import { env } from "#lib/env.ts";

/** The gallery exists in development, and elsewhere only with SHOW_DESIGN=1. */
export const refuseUnlessShown = () => {
  if (env().NODE_ENV === "production" && env().SHOW_DESIGN !== "1") notFound();
};

/** Undefined means the system's theme. */
export const themeOf = (query: Record<string, string>) =>
  query.theme === "light" || query.theme === "dark" ? query.theme : undefined;
