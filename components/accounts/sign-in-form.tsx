"use client";

import { signIn } from "next-auth/react";
import { CookieHelp } from "#components/browsers/cookie-help.tsx";
import { cookiesBlocked } from "#components/browsers/cookie-words.ts";
import { ActionForm } from "#components/ui/action-form.tsx";
import { SubmitButton } from "#components/ui/button.tsx";
import { type Outcome, type Refusal, refuse } from "#components/ui/form-outcome.ts";
import { TextField } from "#components/ui/text-field.tsx";
import { type ErrorCode, errorCodes } from "#lib/errors.ts";
import { fieldMessages, messages } from "#lib/messages.ts";
import { PasswordField } from "./password-field.tsx";

const sentenceOf = (error: string) =>
  messages[errorCodes.find((code): code is ErrorCode => code === error) ?? "UNAVAILABLE"];

const emptyOnes = (values: Record<string, string>) =>
  Object.fromEntries(
    Object.entries(values)
      .filter(([, value]) => value === "")
      .map(([name]) => [name, name === "email" ? "Write your e-mail address." : "Write your password."]),
  );

const trySignIn = (email: string, password: string) =>
  signIn("credentials", { redirect: false, email, password }).catch(() => null);
type Answer = Awaited<ReturnType<typeof trySignIn>>;

/** Whether next-auth's CSRF cookie did not come back: it then looks at no password, and says so in an address alone. */
const lacksCookie = (answer: Answer) => Boolean(answer?.url && new URL(answer.url).searchParams.has("csrf"));

/** Two tabs that begin at once overwrite each other's first CSRF cookie, so only the second miss counts. */
const signInTwice = async (email: string, password: string): Promise<Answer> => {
  const first = await trySignIn(email, password);
  return lacksCookie(first) ? trySignIn(email, password) : first;
};

const noCookies: Refusal = {
  ok: false,
  title: cookiesBlocked,
  message: "You need them to stay signed in.",
  help: <CookieHelp />,
};
const refusedAs = (error: string): Refusal => ({ ok: false, message: sentenceOf(error) });

/** Signs in with next-auth and opens `next`. */
const signInTo = async (next: string, form: FormData): Promise<Outcome> => {
  const email = String(form.get("email") ?? "").trim();
  const password = String(form.get("password") ?? "");
  const empty = emptyOnes({ email, password });
  if (Object.keys(empty).length > 0) return refuse(empty);
  if (!email.includes("@")) return refuse({ email: fieldMessages["not-an-email"] });
  const answer = await signInTwice(email, password);
  if (lacksCookie(answer)) return noCookies;
  if (!answer?.ok) return refusedAs(answer?.error ?? "UNAVAILABLE");
  window.location.assign(next);
  // The button stays busy until the next page is there.
  return new Promise(() => {});
};

export function SignInForm({ next, firstError }: { next: string; firstError?: string | undefined }) {
  return (
    <ActionForm
      action={(_previous, form) => signInTo(next, form)}
      initial={firstError ? refusedAs(firstError) : null}
      className="flex flex-col gap-5"
    >
      {(errors) => (
        <>
          <TextField
            name="email"
            label="E-mail"
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
            label="Password"
            autoComplete="current-password"
            error={errors.password}
          />
          <SubmitButton full>Sign in</SubmitButton>
        </>
      )}
    </ActionForm>
  );
}
