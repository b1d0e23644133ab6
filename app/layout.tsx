import type { Metadata, Viewport } from "next";
import { getLocale, getTranslations } from "next-intl/server";
import type { ReactNode } from "react";
import { ClientMessages } from "#components/ui/client-messages.tsx";
import { ControlLocale } from "#components/ui/control-locale.tsx";
import { pseudoLocale } from "#lib/env.ts";
import { latin, latinExtended } from "./fonts.ts";
import "./globals.css";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("app");
  return {
    title: { default: t("name"), template: `%s · ${t("name")}` },
    description: t("description"),
    applicationName: t("name"),
    icons: { icon: [{ url: "/icon.svg", type: "image/svg+xml" }], apple: "/apple-touch-icon.png" },
    formatDetection: { telephone: false, email: false, address: false, date: false },
    referrer: "same-origin",
    robots: { index: false, follow: false },
  };
}

export const viewport: Viewport = {
  width: "device-width",
  initialScale: 1,
  viewportFit: "cover",
  interactiveWidget: "resizes-content",
  colorScheme: "light dark",
  themeColor: [
    { media: "(prefers-color-scheme: light)", color: "#f8f4ec" },
    { media: "(prefers-color-scheme: dark)", color: "#16150f" },
  ],
};

// Every page is rendered per request: its scripts run only with that response's nonce (proxy.ts).
export const dynamic = "force-dynamic";

export default async function RootLayout({ children }: { children: ReactNode }) {
  const lang = pseudoLocale() ?? (await getLocale());
  return (
    <html
      lang={lang}
      dir={lang.startsWith("ar") ? "rtl" : "ltr"}
      className={`${latin.variable} ${latinExtended.variable}`}
    >
      <body>
        <ClientMessages of={["trouble", "ui"]}>
          <ControlLocale locale={lang}>{children}</ControlLocale>
        </ClientMessages>
      </body>
    </html>
  );
}
