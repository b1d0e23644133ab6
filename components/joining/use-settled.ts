import { useLayoutEffect, useRef } from "react";

const settleMs = 700;

/**
 * When one screen takes the place of another, presses of a finger or a mouse count for nothing for a moment: the second of a
 * double press is not meant for the button that now lies under it. Keys are not concerned, for the focus has moved on.
 */
export const useSettled = (screen: string) => {
  const shown = useRef(screen);
  useLayoutEffect(() => {
    if (shown.current === screen) return;
    shown.current = screen;
    const { dataset } = document.documentElement;
    dataset.settling = "";
    const timer = setTimeout(() => delete dataset.settling, settleMs);
    return () => {
      clearTimeout(timer);
      delete dataset.settling;
    };
  }, [screen]);
};
