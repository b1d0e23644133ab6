"use client";

import { useCallback, useState } from "react";
import type { Size } from "./layout.ts";

/** The size of an element, for layouts that are computed. Give `measure` as its ref. */
export const useSize = () => {
  const [size, setSize] = useState<Size>({ width: 0, height: 0 });
  const measure = useCallback((element: HTMLElement | null) => {
    if (!element) return;
    const observer = new ResizeObserver(([entry]) => {
      if (entry) setSize({ width: entry.contentRect.width, height: entry.contentRect.height });
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return { size, measure };
};
