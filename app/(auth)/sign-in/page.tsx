import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { SignInForm } from "#components/accounts/sign-in-form.tsx";
import { Brand } from "#components/ui/brand.tsx";
import { SkipLink } from "#components/ui/skip-link.tsx";
import { Surface } from "#components/ui/surface.tsx";
import { homeOfStaff, ownPath } from "#lib/accounts/server/find-home.ts";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("signIn");
  return { title: t("signIn") };
}

type Query = { next?: string | string[]; error?: string | string[] };

/** Staff sign in here. Those already signed in go straight to `next`. */
export default async function SignInPage({ searchParams }: { searchParams: Promise<Query> }) {
  const { next, error } = await searchParams;
  const t = await getTranslations("signIn");
  const home = await homeOfStaff();
  if (home) redirect(ownPath(next) ?? home);
  return (
    <Surface>
      <SkipLink />
      <main
        id="main"
        tabIndex={-1}
        className="mx-auto flex min-h-dvh w-full max-w-md flex-col gap-6 px-5 py-8 sm:justify-center sm:pb-24"
      >
        <div className="flex items-center gap-2.5 font-bold text-lg">
          <Brand />
        </div>
        <div>
          <h1 className="font-bold text-2xl">{t("signIn")}</h1>
          <p className="mt-1 text-ink-soft">{t("forStaff")}</p>
        </div>
        <noscript>
          <p className="rounded-md border border-line bg-surface p-4">{t("needsJavaScript")}</p>
        </noscript>
        <SignInForm next={ownPath(next) ?? "/"} firstError={typeof error === "string" ? error : undefined} />
        <p className="text-ink-soft">{t("patientHint")}</p>
      </main>
    </Surface>
  );
}
