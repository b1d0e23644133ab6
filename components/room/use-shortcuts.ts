"use client";

import { useEffect, useEffectEvent } from "react";

const isTyping = (target: EventTarget | null) =>
  target instanceof HTMLElement &&
  (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));

/** Single letters that do something, while nobody types, no dialog is open and they are not switched off. */
export const useShortcuts = (isOn: boolean, keys: Readonly<Record<string, () => void>>) => {
  const press = useEffectEvent((event: KeyboardEvent) => {
    const act = keys[event.key.toLowerCase()];
    const held = event.ctrlKey || event.metaKey || event.altKey || event.repeat || event.isComposing;
    if (!act || held || isTyping(event.target) || document.querySelector("[role=dialog],[role=alertdialog]"))
      return;
    event.preventDefault();
    act();
  });
  useEffect(() => {
    if (!isOn) return;
    const listener = (event: KeyboardEvent) => press(event);
    addEventListener("keydown", listener);
    return () => removeEventListener("keydown", listener);
  }, [isOn]);
};
