import { X } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";

const shape =
  "inline-flex min-h-11 items-center gap-1.5 rounded-full border px-3.5 font-semibold text-sm transition-colors";

/** An active filter. `href` is the same page without it. */
export function FilterChip({ href, children }: { href: string; children: ReactNode }) {
  const t = useTranslations("ui");
  return (
    <Link href={href} className={`${shape} border-accent bg-accent-surface text-ink hover:border-ink`}>
      <span className="sr-only">{t("removeFilter")} </span>
      {children}
      <X aria-hidden="true" width="1.1em" height="1.1em" className="shrink-0" />
    </Link>
  );
}

/** One of several views of the same page, such as "Today" and "This week". */
export function ChoiceLink({
  href,
  current,
  children,
}: {
  href: string;
  current: boolean;
  children: ReactNode;
}) {
  const look = current
    ? "border-accent bg-accent text-on-accent"
    : "border-line-strong bg-surface text-ink hover:bg-sunken";
  return (
    <Link href={href} aria-current={current ? "page" : undefined} className={`${shape} ${look}`}>
      {children}
    </Link>
  );
}
