import { CircleAlert } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { classes } from "./classes.ts";

export type FieldProps = {
  /** Also the element's id unless `id` is given, so error links find it. */
  name: string;
  id?: string;
  label: ReactNode;
  hint?: ReactNode;
  error?: string | null;
  /** Marks the label. Required fields have no mark. */
  optional?: boolean;
  /** For screen readers only, where sighted people can tell from the context. */
  hiddenLabel?: boolean;
  className?: string;
};

export const fieldAria = ({ name, id = name, hint, error }: FieldProps) => ({
  id,
  name,
  "aria-invalid": error ? true : undefined,
  "aria-describedby": classes(hint ? `${id}-hint` : null, error ? `${id}-error` : null) || undefined,
});

export const controlStyle = (error?: string | null) =>
  classes(
    "min-h-control w-full rounded-md bg-surface px-3 py-2 text-base text-ink disabled:cursor-not-allowed disabled:border-dashed disabled:bg-sunken disabled:text-ink-soft",
    error ? "border-2 border-danger" : "edge hover:border-ink",
  );

export function OptionalMark() {
  const t = useTranslations("ui");
  return (
    <span data-optional className="font-normal text-ink-soft">
      {" "}
      {t("optional")}
    </span>
  );
}

export function FieldError({ id, children }: { id: string; children?: ReactNode }) {
  const t = useTranslations("ui");
  if (!children) return null;
  return (
    <p id={`${id}-error`} className="flex items-start gap-1.5 font-semibold text-danger text-sm">
      <CircleAlert aria-hidden="true" width="1.25em" height="1.25em" className="mt-0.5 shrink-0" />
      <span>
        <span className="sr-only">{t("error")} </span>
        {children}
      </span>
    </p>
  );
}

/** A label, hint and error around `children`, a control with `fieldAria`. */
export function Field({ children, ...field }: FieldProps & { children: ReactNode }) {
  const id = field.id ?? field.name;
  return (
    <div className={classes("flex flex-col gap-1.5", field.className)}>
      <label htmlFor={id} className={field.hiddenLabel ? "sr-only" : "font-semibold"}>
        {field.label}
        {field.optional && <OptionalMark />}
      </label>
      {field.hint && (
        <p id={`${id}-hint`} className="text-ink-soft text-sm">
          {field.hint}
        </p>
      )}
      {children}
      <FieldError id={id}>{field.error}</FieldError>
    </div>
  );
}
