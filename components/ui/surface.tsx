"use client";

import { createContext, type ReactNode, useContext, useState } from "react";
import { classes } from "./classes.ts";

type Look = { audience?: "patient" | "staff"; kind?: "room"; theme?: "light" | "dark" };

const Here = createContext<Look & { container?: HTMLElement }>({});

const attributes = ({ audience, kind, theme }: Look) => ({
  "data-audience": audience,
  "data-surface": kind,
  "data-theme": theme,
});

/** Where dialogs, menus and tooltips of this surface are put, so that they take its colours and sizes. */
export const useOverlayContainer = () => useContext(Here).container;

/** The same for what must stand at the end of the body: the attributes that give it this surface's look. */
export const useSurfaceAttributes = () => attributes(useContext(Here));

/**
 * Sets who reads and on what: `audience` chooses sizes, `kind="room"` the dark of the video room, `theme` overrides the
 * system's light or dark; what is not given comes from the surface around. Overlays opened inside look the same. Wrap a
 * whole layout in it, not single parts.
 */
export function Surface({
  className,
  children,
  ...look
}: Look & { className?: string; children: ReactNode }) {
  const [container, setContainer] = useState<HTMLElement>();
  const outer = useContext(Here);
  const audience = look.audience ?? outer.audience ?? "staff";
  const kind = look.kind ?? outer.kind;
  const theme = look.theme ?? outer.theme;
  return (
    <div
      {...attributes({ audience, kind, theme })}
      ref={(element) => setContainer(element ?? undefined)}
      className={classes("min-h-dvh bg-paper text-ink", className)}
    >
      <Here value={{ audience, kind, theme, container }}>{children}</Here>
    </div>
  );
}
