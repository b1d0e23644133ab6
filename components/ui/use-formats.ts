import { useLocale } from "next-intl";
import { formatsFor } from "#lib/formats.ts";

/** The reader's formats. For client components and server components that aren't async. */
export const useFormats = () => formatsFor(useLocale());
