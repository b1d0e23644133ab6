import type { ReactNode } from "react";
import { classes } from "./classes.ts";

/** Around skeletons: tells screen readers once what is loading, and hides the shapes from them. */
export function Loading({
  label,
  className,
  children,
}: {
  label: string;
  className?: string;
  children: ReactNode;
}) {
  return (
    <div role="status" aria-busy="true" className={className}>
      <span className="sr-only">{label}</span>
      <div aria-hidden="true">{children}</div>
    </div>
  );
}

const bar = "animate-breathe bg-line";

/** A line of text, or a block of the size in `className`. */
export function Skeleton({ className = "h-5 w-full", round }: { className?: string; round?: boolean }) {
  return <div className={classes(bar, round ? "rounded-full" : "rounded-sm", className)} />;
}

const lengths = ["w-11/12", "w-4/5", "w-full", "w-3/5", "w-5/6"];

export function SkeletonLines({ lines = 3 }: { lines?: number }) {
  return (
    <div className="flex flex-col gap-3">
      {lengths.slice(0, lines).map((length) => (
        <Skeleton key={length} className={`h-5 ${length}`} />
      ))}
    </div>
  );
}

export function SkeletonRows({ rows = 5 }: { rows?: number }) {
  return (
    <div className="divide-y divide-line">
      {Array.from({ length: rows }, (_, row) => `row-${row}`).map((row) => (
        <div key={row} className="flex min-h-14 items-center gap-3 px-gap py-2">
          <Skeleton round className="size-10 shrink-0" />
          <Skeleton className="h-5 w-2/5" />
          <Skeleton className="ms-auto h-5 w-1/5" />
        </div>
      ))}
    </div>
  );
}
