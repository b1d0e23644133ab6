import { type Messages, NextIntlClientProvider } from "next-intl";
import { getMessages } from "next-intl/server";
import type { ReactNode } from "react";

/**
 * Sends the browser these namespaces for the client components inside. It replaces the one around it, so name all of them;
 * `node scripts/words.ts` says which.
 */
export async function ClientMessages({
  of,
  children,
}: {
  of: readonly (keyof Messages)[];
  children: ReactNode;
}) {
  const messages = await getMessages();
  const picked = Object.fromEntries(of.map((namespace) => [namespace, messages[namespace]]));
  return <NextIntlClientProvider messages={picked}>{children}</NextIntlClientProvider>;
}
