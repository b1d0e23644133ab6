"use client";

import { createContext, type ReactNode, useContext, useState } from "react";
import { classes } from "./classes.ts";

const Container = createContext<HTMLElement | undefined>(undefined);

/** Where dialogs, menus and tooltips of this surface are put, so that they take its colours and sizes. */
export const useOverlayContainer = () => useContext(Container);

/**
 * Sets who reads and on what: `audience` chooses sizes, `kind="room"` the dark of the video room, `theme` overrides the
 * system's light or dark. Overlays opened inside stay inside. Wrap a whole layout in it, not single parts.
 */
export function Surface({
  audience = "staff",
  kind,
  theme,
  className,
  children,
}: {
  audience?: "patient" | "staff";
  kind?: "room";
  theme?: "light" | "dark";
  className?: string;
  children: ReactNode;
}) {
  const [container, setContainer] = useState<HTMLElement>();
  return (
    <div
      data-audience={audience}
      data-surface={kind}
      data-theme={theme}
      ref={(element) => setContainer(element ?? undefined)}
      className={classes("min-h-dvh bg-paper text-ink", className)}
    >
      <Container value={container}>{children}</Container>
    </div>
  );
}
