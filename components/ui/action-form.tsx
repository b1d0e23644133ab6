"use client";

import { useRouter } from "next/navigation";
import { type ReactNode, useActionState, useEffect, useEffectEvent } from "react";
import { Banner } from "./banner.tsx";
import { showToast } from "./toast.tsx";

export type ActionOutcome = { readonly ok: true } | { readonly ok: false; readonly message: string };

/** A server action that takes an object or a form's data, and answers how it went. */
export type ServerAction = (first: unknown, form?: FormData) => Promise<ActionOutcome>;

/**
 * A form for one press: sends `values`, works before JavaScript, and says a refusal in place. When it went well it goes
 * to `goTo`, or says `said` and shows the page as it is now. `children` is the button and what belongs to it.
 */
export function ActionForm({
  action,
  values,
  goTo,
  said,
  className,
  children,
}: {
  action: ServerAction;
  values: Record<string, string>;
  goTo?: string;
  said?: string;
  className?: string;
  children: ReactNode;
}) {
  const router = useRouter();
  const [outcome, send] = useActionState<ActionOutcome | null, FormData>(action, null);
  const goOn = useEffectEvent(() => {
    if (goTo) return router.push(goTo);
    if (said) showToast({ text: said });
    router.refresh();
  });
  useEffect(() => {
    if (outcome?.ok) goOn();
  }, [outcome]);
  return (
    <form action={send} className={className}>
      {Object.entries(values).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      {children}
      {outcome && !outcome.ok && (
        <Banner tone="danger" className="mt-3">
          {outcome.message}
        </Banner>
      )}
    </form>
  );
}
