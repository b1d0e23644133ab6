import { useCallback, useRef } from "react";

const keep = (event: Event) => event.preventDefault();

/** React resets a form after its action has run, and a refused form would lose what was typed. Give `ref` to the form. */
export const useKeptValues = () => {
  const form = useRef<HTMLFormElement>(null);
  const ref = useCallback((element: HTMLFormElement | null) => {
    form.current = element;
    element?.addEventListener("reset", keep);
    return () => element?.removeEventListener("reset", keep);
  }, []);
  const clear = () => {
    form.current?.removeEventListener("reset", keep);
    form.current?.reset();
    form.current?.addEventListener("reset", keep);
  };
  return { ref, clear };
};
