import type { ComponentProps, ReactNode } from "react";
import { classes } from "./classes.ts";
import { FieldError, type FieldProps, fieldAria } from "./field.tsx";

const mark = "mt-0.5 size-6 shrink-0 cursor-pointer accent-accent disabled:cursor-not-allowed";
const row = "flex min-h-control cursor-pointer items-start gap-3 py-2";

export function Checkbox({
  label,
  hint,
  error,
  optional: _optional,
  hiddenLabel,
  className,
  ...props
}: FieldProps & Omit<ComponentProps<"input">, keyof FieldProps>) {
  const id = props.id ?? props.name;
  return (
    <div className={className}>
      <label className={row}>
        <input {...props} type="checkbox" {...fieldAria({ ...props, label, hint, error })} className={mark} />
        <span>
          <span className={hiddenLabel ? "sr-only" : undefined}>{label}</span>
          {hint && (
            <span id={`${id}-hint`} className="block text-ink-soft text-sm">
              {hint}
            </span>
          )}
        </span>
      </label>
      <FieldError id={id}>{error}</FieldError>
    </div>
  );
}

export type Option = { value: string; label: ReactNode; hint?: ReactNode; disabled?: boolean };

/** `boxed`: each option is a card that can be pressed anywhere. */
export function RadioGroup({
  options,
  defaultValue,
  boxed,
  ...field
}: FieldProps & { options: Option[]; defaultValue?: string; boxed?: boolean }) {
  const id = field.id ?? field.name;
  const aria = fieldAria(field);
  return (
    <fieldset
      className={classes("flex flex-col gap-1.5", field.className)}
      aria-describedby={aria["aria-describedby"]}
      aria-invalid={aria["aria-invalid"]}
    >
      <legend className={field.hiddenLabel ? "sr-only" : "mb-1.5 font-semibold"}>{field.label}</legend>
      {field.hint && (
        <p id={`${id}-hint`} className="text-ink-soft text-sm">
          {field.hint}
        </p>
      )}
      <div className={classes("flex flex-col", boxed ? "gap-2" : "gap-0")}>
        {options.map((option, index) => (
          <label
            key={option.value}
            className={classes(
              row,
              boxed &&
                "edge rounded-md bg-surface px-3 has-checked:border-accent has-checked:bg-accent-surface",
            )}
          >
            <input
              type="radio"
              id={index === 0 ? id : `${id}-${option.value}`}
              name={field.name}
              value={option.value}
              defaultChecked={option.value === defaultValue}
              disabled={option.disabled}
              required={!field.optional}
              className={mark}
            />
            <span>
              {option.label}
              {option.hint && <span className="block text-ink-soft text-sm">{option.hint}</span>}
            </span>
          </label>
        ))}
      </div>
      <FieldError id={id}>{field.error}</FieldError>
    </fieldset>
  );
}
