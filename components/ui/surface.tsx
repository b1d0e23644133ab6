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

/** Where this surface's dialogs, menus and tooltips are mounted, to take its colours and sizes. */
export const useOverlayContainer = () => useContext(Here).container;

/** For what is mounted at the end of the body: the attributes that give it this surface's look. */
export const useSurfaceAttributes = () => attributes(useContext(Here));

/**
 * Sets the look of a whole layout and its overlays: `audience` the sizes, `kind="room"` the dark of the video room, `theme`
 * light or dark instead of the system's. The rest comes from the surface around it.
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
