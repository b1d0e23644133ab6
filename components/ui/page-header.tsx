import { ChevronLeft } from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";
import { Icon } from "./icon.tsx";

export function PageHeader({
  title,
  description,
  back,
  badge,
  actions,
}: {
  title: ReactNode;
  description?: ReactNode;
  back?: { href: string; label: string };
  badge?: ReactNode;
  actions?: ReactNode;
}) {
  return (
    <header className="mb-gap flex flex-col gap-2">
      {back && (
        <Link href={back.href} className="link inline-flex min-h-11 items-center gap-1 self-start">
          <Icon directional of={ChevronLeft} />
          {back.label}
        </Link>
      )}
      <div className="flex flex-wrap items-start justify-between gap-3">
        <div className="min-w-0 max-w-prose">
          <h1 className="font-bold text-2xl">{title}</h1>
          {badge && <div className="mt-2">{badge}</div>}
          {description && <div className="mt-1 text-ink-soft">{description}</div>}
        </div>
        {actions && <div className="flex flex-wrap gap-2">{actions}</div>}
      </div>
    </header>
  );
}
