import { LoaderCircle } from "lucide-react";

/** Something is under way. Decoration: say in words what. */
export function Spinner() {
  return <LoaderCircle aria-hidden="true" width="1.25em" height="1.25em" className="shrink-0 animate-spin" />;
}
