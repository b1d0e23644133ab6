"use client";

import { signIn } from "next-auth/react";
import { useTranslations } from "next-intl";
import { CookieHelp } from "#components/browsers/cookie-help.tsx";
import { ActionForm } from "#components/ui/action-form.tsx";
import { SubmitButton } from "#components/ui/button.tsx";
import { type Outcome, type Refusal, refuse } from "#components/ui/form-outcome.ts";
import { TextField } from "#components/ui/text-field.tsx";
import { errorCodes } from "#lib/errors.ts";
import { errorKeys, fieldProblemKeys } from "#lib/messages.ts";
import { PasswordField } from "./password-field.tsx";

const trySignIn = (email: string, password: string) =>
  signIn("credentials", { redirect: false, email, password }).catch(() => null);
type Answer = Awaited<ReturnType<typeof trySignIn>>;

/** Without its CSRF cookie, next-auth ignores the password and only says so in the address it returns. */
const lacksCookie = (answer: Answer) => Boolean(answer?.url && new URL(answer.url).searchParams.has("csrf"));

/** Two tabs opened at once overwrite each other's first CSRF cookie, so only a second miss counts. */
const signInTwice = async (email: string, password: string): Promise<Answer> => {
  const first = await trySignIn(email, password);
  return lacksCookie(first) ? trySignIn(email, password) : first;
};

type Words = (key: "emailMissing" | "passwordMissing") => string;

const missingOf = (t: Words, email: string, password: string) => ({
  ...(email === "" && { email: t("emailMissing") }),
  ...(password === "" && { password: t("passwordMissing") }),
});

function useRefusals() {
  const t = useTranslations("signIn");
  const tErrors = useTranslations("errors");
  const tBrowsers = useTranslations("browsers");
  const refusedAs = (error: string): Refusal => {
    const code = errorCodes.find((one) => one === error) ?? "UNAVAILABLE";
    return { ok: false, message: tErrors(errorKeys[code]) };
  };
  const noCookies: Refusal = {
    ok: false,
    title: tBrowsers("cookiesBlocked"),
    message: t("needsCookies"),
    help: <CookieHelp />,
  };
  return { refusedAs, noCookies };
}

/** Signs staff in with next-auth and opens `next`. */
export function SignInForm({ next, firstError }: { next: string; firstError?: string | undefined }) {
  const t = useTranslations("signIn");
  const tFields = useTranslations("fieldProblems");
  const { refusedAs, noCookies } = useRefusals();
  const signInTo = async (form: FormData): Promise<Outcome> => {
    const email = String(form.get("email") ?? "").trim();
    const password = String(form.get("password") ?? "");
    const missing = missingOf(t, email, password);
    if (Object.keys(missing).length > 0) return refuse(missing);
    if (!email.includes("@")) return refuse({ email: tFields(fieldProblemKeys["not-an-email"]) });
    const answer = await signInTwice(email, password);
    if (lacksCookie(answer)) return noCookies;
    if (!answer?.ok) return refusedAs(answer?.error ?? "UNAVAILABLE");
    window.location.assign(next);
    // Keeps the button busy until the next page has loaded.
    return new Promise(() => {});
  };
  return (
    <ActionForm
      action={(_previous, form) => signInTo(form)}
      initial={firstError ? refusedAs(firstError) : null}
      className="flex flex-col gap-5"
    >
      {(errors) => (
        <>
          <TextField
            name="email"
            label={t("email")}
            type="email"
            autoComplete="username"
            autoCapitalize="none"
            spellCheck={false}
            inputMode="email"
            maxLength={254}
            error={errors.email}
          />
          <PasswordField
            name="password"
            label={t("password")}
            autoComplete="current-password"
            error={errors.password}
          />
          <SubmitButton full>{t("signIn")}</SubmitButton>
        </>
      )}
    </ActionForm>
  );
}
