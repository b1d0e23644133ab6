"use client";

import type { ReactNode } from "react";

/**
 * Around a submit button whose press may come at any moment. Before the page's scripts are there the browser keeps it,
 * and React sends it again later, which it does for forms alone. And nothing that is under way holds it up: React shows
 * what a form's action changes only when every other pending action on the page has ended, such as a question of the
 * browser's that nobody answers. So the work begins after the action.
 */
export function PressForm({ onPress, children }: { onPress: () => void; children: ReactNode }) {
  return <form action={() => queueMicrotask(onPress)}>{children}</form>;
}
