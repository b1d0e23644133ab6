import { useLocale } from "next-intl";
import { formatsFor } from "#lib/formats.ts";

/** Numbers, lists, dates and times as the reader writes them; in server components (none that is async) and in client ones. */
export const useFormats = () => formatsFor(useLocale());
