import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { SignInForm } from "#components/accounts/sign-in-form.tsx";
import { Mark } from "#components/ui/mark.tsx";
import { SkipLink } from "#components/ui/skip-link.tsx";
import { Surface } from "#components/ui/surface.tsx";
import { homeOfStaff, ownPath } from "#lib/accounts/server/find-home.ts";

export const metadata: Metadata = { title: "Sign in" };

type Query = { next?: string | string[]; error?: string | string[] };

/** Staff's way in. Who is signed in already goes on to where they wanted. */
export default async function SignInPage({ searchParams }: { searchParams: Promise<Query> }) {
  const { next, error } = await searchParams;
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
          <Mark />
          Bedside
        </div>
        <div>
          <h1 className="font-bold text-2xl">Sign in</h1>
          <p className="mt-1 text-ink-soft">For people who work at a clinic.</p>
        </div>
        <noscript>
          <p className="rounded-md border border-line bg-surface p-4">
            Signing in needs JavaScript. Turn it on for this site, then reload the page.
          </p>
        </noscript>
        <SignInForm next={ownPath(next) ?? "/"} firstError={typeof error === "string" ? error : undefined} />
        <p className="text-ink-soft">
          Do you have a visit as a patient? You need no account: open the link in the message from your
          clinic.
        </p>
      </main>
    </Surface>
  );
}
