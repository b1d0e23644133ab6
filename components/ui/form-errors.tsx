"use client";

import { useTranslations } from "next-intl";
import { type ReactNode, useEffect, useRef, useState } from "react";

const none = {};

const isName = (part: Node) => !(part instanceof HTMLElement && part.dataset["optional"] !== undefined);

/** The label of the field with this id. */
const labelOf = (id: string) => {
  const field = document.getElementById(id);
  return field instanceof HTMLInputElement ||
    field instanceof HTMLTextAreaElement ||
    field instanceof HTMLSelectElement
    ? [...(field.labels?.[0]?.childNodes ?? [])]
        .filter(isName)
        .map(({ textContent }) => textContent)
        .join("")
    : undefined;
};

/**
 * The error summary above a form. It takes the focus on every refusal and links to each field. `fields` is keyed by the fields'
 * ids; `message` belongs to no field, and `children` say what to do about it.
 */
export function FormErrors({
  title,
  message,
  fields = none,
  children,
}: {
  title?: string;
  message?: string | null;
  fields?: Record<string, string | undefined>;
  children?: ReactNode;
}) {
  const t = useTranslations("ui");
  const box = useRef<HTMLDivElement>(null);
  const wrong = Object.entries(fields).filter(([, text]) => text);
  const shown = Boolean(message) || wrong.length > 0;

  const [labels, setLabels] = useState<Record<string, string | undefined>>({});
  // A new refusal is a new `fields` object, even with the same words in it.
  useEffect(() => {
    if (!shown) return;
    setLabels(Object.fromEntries(Object.keys(fields).map((id) => [id, labelOf(id) || undefined])));
    box.current?.focus();
  }, [shown, fields]);

  if (!shown) return null;
  return (
    <div
      ref={box}
      role="alert"
      tabIndex={-1}
      className="rounded-md border-2 border-danger-line bg-danger-surface p-4 text-ink"
    >
      <h2 className="font-bold text-danger text-lg">{title ?? t("problem")}</h2>
      {message && <p className="mt-1">{message}</p>}
      {children}
      {wrong.length > 0 && (
        <ul className="mt-2 flex flex-col gap-1">
          {wrong.map(([id, text]) => (
            <li key={id}>
              <a href={`#${id}`} className="link font-semibold text-danger">
                {labels[id] ? t("fieldProblem", { field: labels[id], problem: text ?? "" }) : text}
              </a>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
