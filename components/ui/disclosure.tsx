import { ChevronRight } from "lucide-react";
import type { ReactNode } from "react";

/** More to read for those who want it. A native `<details>`, so it opens without JavaScript. */
export function Disclosure({
  summary,
  open,
  children,
}: {
  summary: string;
  open?: boolean;
  children: ReactNode;
}) {
  return (
    <details open={open} className="group">
      <summary className="link inline-flex min-h-11 cursor-pointer list-none items-center gap-1.5 [&::-webkit-details-marker]:hidden">
        <ChevronRight
          aria-hidden="true"
          width="1.25em"
          height="1.25em"
          className="shrink-0 transition-transform group-open:rotate-90 rtl:-scale-x-100 rtl:group-open:-rotate-90"
        />
        {summary}
      </summary>
      <div className="mt-1 border-line-strong border-s-2 py-1 ps-4">{children}</div>
    </details>
  );
}
