"use client";

import Link from "next/link";
import { usePathname } from "next/navigation";
import type { ReactNode } from "react";

export type NavItem = {
  href: string;
  label: string;
  icon: ReactNode;
  /** A `Count` of what is waiting there. */
  badge?: ReactNode;
};

const isAt = (path: string, href: string) => path === href || path.startsWith(`${href}/`);

/** A link of the navigation. `within`: the addresses of all its links; the longest that matches the page is current. */
export function NavLink({ item, within }: { item: NavItem; within: string[] }) {
  const path = usePathname();
  const best = within.filter((href) => isAt(path, href)).sort((a, b) => b.length - a.length)[0];
  return (
    <Link
      href={item.href}
      aria-current={best === item.href ? "page" : undefined}
      className="relative flex min-h-14 flex-1 flex-col items-center justify-center gap-0.5 rounded-md px-2 text-xs transition-colors hover:bg-sunken aria-[current=page]:bg-accent-surface aria-[current=page]:font-bold lg:min-h-11 lg:flex-none lg:flex-row lg:justify-start lg:gap-3 lg:px-3 lg:text-base"
    >
      <span className="text-lg lg:text-base">{item.icon}</span>
      <span className="whitespace-nowrap">{item.label}</span>
      {item.badge && <span className="absolute top-1 end-1/4 lg:static lg:ms-auto">{item.badge}</span>}
    </Link>
  );
}
