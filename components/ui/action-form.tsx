"use client";

import { useRouter } from "next/navigation";
import { type ReactNode, useActionState, useEffect, useEffectEvent } from "react";
import { Banner } from "./banner.tsx";
import { FormErrors } from "./form-errors.tsx";
import type { Outcome } from "./form-outcome.ts";
import { useKeptValues } from "./use-kept-values.ts";

type Errors = Readonly<Record<string, string | undefined>>;
const noErrors: Errors = {};

type ActionFormProps = {
  /** A server action, which also works without JavaScript, or a function of the browser. */
  action: (previous: Outcome | null, form: FormData) => Promise<Outcome>;
  /** A refusal from before this page opened. */
  initial?: Outcome | null;
  /** Sent along in hidden fields. */
  values?: Readonly<Record<string, string>>;
  /** Where to go after success. */
  redirectTo?: string;
  /** What to say after success; the page is then refreshed. */
  toast?: string;
  /** Empties the fields after success. */
  clears?: boolean;
  className?: string;
  /** A button, or the fields with their errors and a button. Use SubmitButton: it shows that the form is being sent. */
  children: ReactNode | ((errors: Errors) => ReactNode);
};

/**
 * The one form. It keeps what was typed, shows what was refused, and can be sent before the page's scripts have loaded:
 * React replays the submit, and nothing typed goes into an address.
 */
export function ActionForm({
  action,
  initial = null,
  values = {},
  className,
  children,
  ...success
}: ActionFormProps) {
  const [outcome, submit, isPending] = useActionState(action, initial);
  const { ref, clear } = useKeptValues();
  useAfterSuccess(outcome, { ...success, clear });
  const refusal = outcome?.ok === false ? outcome : null;
  const errors = refusal?.errors ?? noErrors;
  const hasFields = typeof children === "function";
  return (
    <form
      ref={ref}
      action={submit}
      onSubmit={(event) => isPending && event.preventDefault()}
      noValidate
      className={className}
    >
      {Object.entries(values).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      {hasFields && (
        <FormErrors
          {...(refusal?.title && { title: refusal.title })}
          message={refusal?.message ?? null}
          fields={errors}
        >
          {refusal?.help}
        </FormErrors>
      )}
      {hasFields ? children(errors) : children}
      {!hasFields && refusal && (
        <Banner tone="danger" className="mt-3">
          {refusal.message}
        </Banner>
      )}
    </form>
  );
}

type Success = Pick<ActionFormProps, "redirectTo" | "toast" | "clears"> & { clear: () => void };

function useAfterSuccess(outcome: Outcome | null, { redirectTo, toast, clears, clear }: Success) {
  const router = useRouter();
  const onSuccess = useEffectEvent(() => {
    if (clears) clear();
    if (redirectTo) return router.push(redirectTo);
    if (!toast) return;
    // Pages with toasts have this file already; the sign-in page does not pay for it.
    void import("./toast.tsx").then(({ showToast }) => showToast({ text: toast }));
    router.refresh();
  });
  useEffect(() => {
    if (outcome?.ok) onSuccess();
  }, [outcome]);
}
