import type { ReactNode } from "react";
import { SkipLink } from "./skip-link.tsx";

/**
 * A page about one thing. Its `actions`, full-width buttons, stay within the thumb's reach at the bottom of a phone. `after`
 * may load later than the page; on wide screens it goes below the actions, so they don't move under a finger.
 */
export function OneThingPage({
  brand,
  aside,
  title,
  lead,
  actions,
  after,
  footer,
  children,
}: {
  brand?: ReactNode;
  aside?: ReactNode;
  title: ReactNode;
  lead?: ReactNode;
  actions?: ReactNode;
  after?: ReactNode;
  footer?: ReactNode;
  children?: ReactNode;
}) {
  return (
    <div className="flex min-h-dvh flex-col">
      <SkipLink />
      {(brand || aside) && (
        <header className="border-line border-b bg-surface">
          <div className="mx-auto flex min-h-16 max-w-column items-center justify-between gap-3 px-5 py-2">
            <div className="flex min-w-0 items-center gap-2.5 font-bold text-lg">{brand}</div>
            {aside}
          </div>
        </header>
      )}
      <main
        id="main"
        tabIndex={-1}
        className="mx-auto flex w-full max-w-column flex-1 flex-col gap-gap px-5 pt-8 sm:flex-none sm:pt-14"
      >
        <div className="flex flex-col gap-3">
          <h1 className="font-bold text-2xl">{title}</h1>
          {lead && <div className="text-ink-soft text-lg">{lead}</div>}
        </div>
        {children}
        {actions && (
          <div className="sticky bottom-0 order-last -mx-5 mt-auto flex flex-col gap-3 border-line border-t bg-paper px-5 pt-4 pb-[max(1rem,env(safe-area-inset-bottom))] sm:static sm:order-none sm:mx-0 sm:mt-0 sm:border-0 sm:p-0">
            {actions}
          </div>
        )}
        {after}
      </main>
      {footer && (
        <footer className="mx-auto w-full max-w-column px-5 py-8 text-ink-soft text-sm">{footer}</footer>
      )}
    </div>
  );
}
