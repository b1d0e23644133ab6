"use client";

import { signIn } from "next-auth/react";
import { useActionState } from "react";
import { CookieHelp } from "#components/browsers/cookie-help.tsx";
import { cookiesBlocked } from "#components/browsers/cookie-words.ts";
import { Button } from "#components/ui/button.tsx";
import { FormErrors } from "#components/ui/form-errors.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import { type ErrorCode, errorCodes } from "#lib/errors.ts";
import { fieldMessages, messages } from "#lib/messages.ts";
import { PasswordField } from "./password-field.tsx";

type Outcome = {
  email: string;
  message?: string;
  fields?: Record<string, string>;
  isDone?: boolean;
  blocksCookies?: boolean;
};

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

/** Signs in with next-auth and goes on to `next`; a refusal keeps the address that was typed. */
const tryToSignIn = async (next: string, form: FormData): Promise<Outcome> => {
  const email = String(form.get("email") ?? "").trim();
  const password = String(form.get("password") ?? "");
  const fields = emptyOnes({ email, password });
  if (Object.keys(fields).length > 0) return { email, fields };
  if (!email.includes("@")) return { email, fields: { email: fieldMessages["not-an-email"] } };
  const answer = await signInTwice(email, password);
  if (lacksCookie(answer)) return { email, blocksCookies: true };
  if (!answer?.ok) return { email, message: sentenceOf(answer?.error ?? "UNAVAILABLE") };
  window.location.assign(next);
  return { email, isDone: true };
};

/**
 * A form with an action of its own: what is sent before the page is ready is kept by React and sent then, and never goes
 * into an address.
 */
export function SignInForm({ next, firstError }: { next: string; firstError?: string | undefined }) {
  const before: Outcome = { email: "", ...(firstError && { message: sentenceOf(firstError) }) };
  const [outcome, send, isPending] = useActionState(
    (_before: Outcome, form: FormData) => tryToSignIn(next, form),
    before,
  );
  return (
    <form action={send} noValidate className="flex flex-col gap-5">
      {outcome.blocksCookies ? (
        <FormErrors title={cookiesBlocked} message="You need them to stay signed in.">
          <CookieHelp />
        </FormErrors>
      ) : (
        <FormErrors message={outcome.message} fields={outcome.fields} />
      )}
      <TextField
        name="email"
        label="E-mail"
        type="email"
        autoComplete="username"
        autoCapitalize="none"
        spellCheck={false}
        inputMode="email"
        maxLength={254}
        defaultValue={outcome.email}
        error={outcome.fields?.email}
      />
      <PasswordField
        name="password"
        label="Password"
        autoComplete="current-password"
        error={outcome.fields?.password}
      />
      <Button type="submit" full isPending={isPending || outcome.isDone}>
        Sign in
      </Button>
    </form>
  );
}
