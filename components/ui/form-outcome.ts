import type { ReactNode } from "react";

/** `errors`: a sentence for each refused field, by its id. `message`: what belongs to no field. `help`: what to do about it. */
export type Refusal = {
  readonly ok: false;
  readonly title?: string;
  readonly message: string | null;
  readonly help?: ReactNode;
  readonly errors?: Readonly<Record<string, string>>;
};
export type Outcome = { readonly ok: true } | Refusal;

/** A server action that takes an object or a form's data. */
export type ServerAction = (
  first: unknown,
  form?: FormData,
) => Promise<{ readonly ok: true } | { readonly ok: false; readonly message: string }>;

type Refused<P> = { readonly message: string; readonly fields: Readonly<Record<string, P>> };

/** An action's refusal as sentences. `sentence` returns the id of the field on the screen, and what is wrong with it. */
export const refusalOf = <P extends string>(
  { message, fields }: Refused<P>,
  sentence: (field: string, problem: P) => readonly [string, string],
): Refusal => {
  const errors = Object.entries(fields).map(([field, problem]) => sentence(field, problem));
  return { ok: false, message: errors.length > 0 ? null : message, errors: Object.fromEntries(errors) };
};

/** A refusal by the browser alone. */
export const refuse = (errors: Readonly<Record<string, string>>): Refusal => ({
  ok: false,
  message: null,
  errors,
});
