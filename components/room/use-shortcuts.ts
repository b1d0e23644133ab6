"use client";

import { useEffect, useEffectEvent } from "react";

const isTyping = (target: EventTarget | null) =>
  target instanceof HTMLElement &&
  (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));

const isDialogOpen = () => document.querySelector("[role=dialog],[role=alertdialog]") !== null;

/** Single letters that do something, unless the person is typing or a dialog is open. */
export const useShortcuts = (isOn: boolean, keys: Readonly<Record<string, () => void>>) => {
  const onKeyDown = useEffectEvent((event: KeyboardEvent) => {
    const act = keys[event.key.toLowerCase()];
    const isOther = event.ctrlKey || event.metaKey || event.altKey || event.repeat || event.isComposing;
    if (!act || isOther || isTyping(event.target) || isDialogOpen()) return;
    event.preventDefault();
    act();
  });
  useEffect(() => {
    if (!isOn) return;
    const listener = (event: KeyboardEvent) => onKeyDown(event);
    addEventListener("keydown", listener);
    return () => removeEventListener("keydown", listener);
  }, [isOn]);
};
