import { type ReactNode, useId } from "react";

/** A card above the page, in a corner. */
export function FloatingCard({
  title,
  text,
  icon,
  isLoud,
  children,
}: {
  title: string;
  text: string;
  icon: ReactNode;
  isLoud?: boolean;
  children: ReactNode;
}) {
  const id = useId();
  return (
    <section
      aria-labelledby={`${id}-title`}
      aria-describedby={`${id}-words`}
      className={`fixed inset-x-3 top-3 z-40 mx-auto flex max-w-md animate-appear flex-col gap-4 rounded-lg bg-surface p-gap text-ink shadow-overlay sm:top-6 sm:end-6 sm:start-auto sm:mx-0 ${isLoud ? "border-2 border-accent" : "border border-line-strong"}`}
    >
      <div className="flex items-start gap-3">
        <span
          className={`mt-1 grid size-11 shrink-0 place-items-center rounded-full ${isLoud ? "animate-breathe bg-accent text-on-accent" : "bg-sunken text-ink"}`}
        >
          {icon}
        </span>
        <div className="min-w-0 break-words">
          <h2 id={`${id}-title`} className="font-bold text-lg">
            {title}
          </h2>
          <p id={`${id}-words`} className="text-ink-soft">
            {text}
          </p>
        </div>
      </div>
      {children}
      {/* Announced without taking the focus from someone typing. */}
      <span role={isLoud ? "alert" : "status"} className="sr-only">
        {title}
      </span>
    </section>
  );
}
