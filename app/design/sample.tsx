import type { ReactNode } from "react";

export function Chapter({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="flex flex-col gap-6">
      <h2 className="border-line-strong border-b pb-2 font-bold text-xl">{title}</h2>
      {children}
    </section>
  );
}

export function Sample({ title, wide, children }: { title: string; wide?: boolean; children: ReactNode }) {
  return (
    <div className="flex flex-col gap-3">
      <h3 className="font-semibold text-ink-soft text-sm">{title}</h3>
      <div className={wide ? "flex flex-col gap-4" : "flex flex-wrap items-center gap-3"}>{children}</div>
    </div>
  );
}
