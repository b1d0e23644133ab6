import { LoaderCircle } from "lucide-react";

/** Decorative: say in words what is going on. */
export function Spinner() {
  return <LoaderCircle aria-hidden="true" width="1.25em" height="1.25em" className="shrink-0 animate-spin" />;
}
