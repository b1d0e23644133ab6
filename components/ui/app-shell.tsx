import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { type NavItem, NavLink } from "./nav-link.tsx";
import { SkipLink } from "./skip-link.tsx";

/**
 * The frame around staff pages. Wide screens have the navigation at the side, phones at the bottom, where it fits five
 * links. `alerts` stay visible on every page.
 */
export function AppShell({
  brand,
  nav,
  account,
  alerts,
  mainId = "main",
  children,
}: {
  brand: ReactNode;
  nav: NavItem[];
  account?: ReactNode;
  alerts?: ReactNode;
  mainId?: string;
  children: ReactNode;
}) {
  const t = useTranslations("ui");
  const within = nav.map((item) => item.href);
  return (
    <div className="min-h-dvh lg:grid lg:grid-cols-[15rem_minmax(0,1fr)]">
      <SkipLink to={mainId} />
      <div className="border-line lg:sticky lg:top-0 lg:flex lg:h-dvh lg:flex-col lg:gap-4 lg:border-e lg:bg-surface lg:p-4">
        <header className="flex items-center justify-between gap-3 border-line border-b bg-surface px-4 py-2 lg:border-0 lg:p-0">
          <div className="flex min-h-11 min-w-0 items-center gap-2.5 font-bold text-lg">{brand}</div>
          <div className="lg:hidden">{account}</div>
        </header>
        <nav
          aria-label={t("mainNavigation")}
          className="fixed inset-x-0 bottom-0 z-30 flex gap-1 border-line border-t bg-surface px-2 pt-1 pb-[max(0.25rem,env(safe-area-inset-bottom))] lg:static lg:flex-1 lg:flex-col lg:border-0 lg:p-0"
        >
          {nav.map((item) => (
            <NavLink key={item.href} item={item} within={within} />
          ))}
        </nav>
        <div className="hidden lg:block">{account}</div>
      </div>
      <div className="min-w-0">
        {alerts}
        <main id={mainId} tabIndex={-1} className="mx-auto max-w-page px-4 pt-6 pb-28 sm:px-8 lg:pb-12">
          {children}
        </main>
      </div>
    </div>
  );
}
