"use client";

import { type AbstractIntlMessages, NextIntlClientProvider, useTranslations } from "next-intl";
import { Trouble } from "./trouble.tsx";
import "./globals.css";

/** JSON of the messages below, put into the script at build time (next.config.js). */
declare const GLOBAL_ERROR_MESSAGES: string;

function Title() {
  const t = useTranslations();
  return <title>{`${t("trouble.title")} · ${t("app.name")}`}</title>;
}

/** Replaces the whole document when the root layout failed, which would have sent the words. */
export default function GlobalError({ retry }: { error: unknown; retry: () => void }) {
  const messages: AbstractIntlMessages = JSON.parse(GLOBAL_ERROR_MESSAGES);
  return (
    <html lang="en">
      <body>
        <NextIntlClientProvider locale="en-GB" timeZone="UTC" messages={messages}>
          <Title />
          <Trouble retry={retry} />
        </NextIntlClientProvider>
      </body>
    </html>
  );
}
