"use client";

import { useEffect, useRef } from "react";

/**
 * The summary above a form that was refused: takes the focus when it appears and after every new refusal, and leads to
 * each field. `fields` is keyed by the fields' ids (their names); `message` is what belongs to no field.
 */
export function FormErrors({
  title = "There is a problem",
  message,
  fields = {},
}: {
  title?: string;
  message?: string | null;
  fields?: Record<string, string | undefined>;
}) {
  const box = useRef<HTMLDivElement>(null);
  const wrong = Object.entries(fields).filter(([, text]) => text);
  const shown = Boolean(message) || wrong.length > 0;

  // A new refusal is a new `fields` object, even with the same words in it.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the focus follows the refusal, not its text
  useEffect(() => {
    if (shown) box.current?.focus();
  }, [shown, fields]);

  if (!shown) return null;
  return (
    <div
      ref={box}
      role="alert"
      tabIndex={-1}
      className="rounded-md border-2 border-danger-line bg-danger-surface p-4 text-ink"
    >
      <h2 className="font-bold text-danger text-lg">{title}</h2>
      {message && <p className="mt-1">{message}</p>}
      {wrong.length > 0 && (
        <ul className="mt-2 flex flex-col gap-1">
          {wrong.map(([id, text]) => (
            <li key={id}>
              <a href={`#${id}`} className="link font-semibold text-danger">
                {text}
              </a>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
