import { useLayoutEffect, useRef } from "react";
import { focusMain } from "#components/ui/focus-main.ts";

const ignorePressesMs = 700;

/**
 * A new screen is a new page: it begins at its top and has the focus. For a moment it ignores presses of a finger or a
 * mouse, because the second of a double press isn't meant for the button that now lies under it.
 */
export const useScreenChange = (screen: string) => {
  const shown = useRef(screen);
  useLayoutEffect(() => {
    if (shown.current === screen) return;
    shown.current = screen;
    scrollTo(0, 0);
    focusMain();
    const { dataset } = document.documentElement;
    dataset.settling = "";
    const timer = setTimeout(() => delete dataset.settling, ignorePressesMs);
    return () => {
      clearTimeout(timer);
      delete dataset.settling;
    };
  }, [screen]);
};
