"use client";

import { type FormEvent, type ReactNode, type RefObject, useRef, useState, useTransition } from "react";
import { FormErrors } from "./form-errors.tsx";

/** Sentences for what was refused: `fields` by the fields' ids, `message` for what belongs to none of them. */
export type Refusal = { readonly message: string | null; readonly fields: Readonly<Record<string, string>> };

type Refused<P> = { readonly message: string; readonly fields: Readonly<Record<string, P>> };

/** What an action refused, in the words of the form: `sentence` answers the field on the screen and what is wrong with it. */
export const refusalOf = <P extends string>(
  refused: Refused<P>,
  sentence: (field: string, problem: P) => readonly [string, string],
): Refusal => {
  const wrong = Object.entries(refused.fields).map(([field, problem]) => sentence(field, problem));
  return { message: wrong.length > 0 ? null : refused.message, fields: Object.fromEntries(wrong) };
};

/** A refusal by the browser alone. */
export const refused = (fields: Readonly<Record<string, string>>): Refusal => ({ message: null, fields });

/** What was typed becomes what the form is reset to; passwords do not. */
const keepTyped = (form: HTMLFormElement) => {
  for (const field of form.elements) {
    if (field instanceof HTMLInputElement && field.type !== "password") {
      field.defaultValue = field.value;
      field.defaultChecked = field.checked;
    } else if (field instanceof HTMLTextAreaElement) field.defaultValue = field.value;
    else if (field instanceof HTMLSelectElement)
      for (const option of field.options) option.defaultSelected = option.selected;
  }
};

/**
 * A form that `send` sends; it answers what was refused, or null. What was typed stays. Sent before the page is ready it is
 * kept by React and sent then: nothing of it goes into an address.
 */
export function SentForm({
  send,
  ref,
  className,
  children,
}: {
  send: (form: FormData, element: HTMLFormElement | null) => Promise<Refusal | null>;
  ref?: RefObject<HTMLFormElement | null>;
  className?: string;
  /** The fields, with what is wrong with each, and the button. */
  children: (errors: Readonly<Record<string, string | undefined>>, isPending: boolean) => ReactNode;
}) {
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const [isPending, startTransition] = useTransition();
  const own = useRef<HTMLFormElement>(null);
  const form = ref ?? own;
  const post = (given: FormData) => {
    if (!isPending) startTransition(async () => setRefusal(await send(given, form.current)));
  };
  const sendEarly = (given: FormData) => {
    // React empties a form whose action has run: from then on it is sent by hand.
    if (form.current) keepTyped(form.current);
    post(given);
  };
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    post(new FormData(event.currentTarget));
  };
  return (
    <form ref={form} action={sendEarly} onSubmit={submit} noValidate className={className}>
      <FormErrors message={refusal?.message ?? null} {...(refusal && { fields: refusal.fields })} />
      {children(refusal?.fields ?? {}, isPending)}
    </form>
  );
}
