import type { ComponentProps } from "react";
import { classes } from "./classes.ts";
import { controlStyle, Field, type FieldProps, fieldAria } from "./field.tsx";

const ownProps = ({ name, id, label, hint, error, optional, hiddenLabel, className }: FieldProps) => ({
  name,
  id,
  label,
  hint,
  error,
  optional,
  hiddenLabel,
  className,
});

const nativeProps = <P extends FieldProps>(props: P) => {
  const {
    label: _label,
    hint: _hint,
    error: _error,
    optional,
    hiddenLabel: _hidden,
    className: _c,
    ...rest
  } = props;
  return { required: !optional, ...rest };
};

/**
 * A native input in a Field. `date` and `time` use the browser's own pickers, the best ones on phones; their values are
 * `2026-11-23` and `14:30`.
 */
export function TextField(props: FieldProps & Omit<ComponentProps<"input">, keyof FieldProps>) {
  return (
    <Field {...ownProps(props)}>
      <input
        {...nativeProps(props)}
        {...fieldAria(props)}
        className={classes(controlStyle(props.error), isNumeric(props.type) && "tabular")}
      />
    </Field>
  );
}

/** Grows with its text where the browser can. */
export function TextArea(props: FieldProps & Omit<ComponentProps<"textarea">, keyof FieldProps>) {
  return (
    <Field {...ownProps(props)}>
      <textarea
        rows={4}
        {...nativeProps(props)}
        {...fieldAria(props)}
        className={classes(controlStyle(props.error), "field-sizing-content min-h-28! resize-y")}
      />
    </Field>
  );
}

/** Its children are `<option>`s. With `placeholder`, the first one is empty. */
export function NativeSelect({
  placeholder,
  ...props
}: FieldProps & Omit<ComponentProps<"select">, keyof FieldProps> & { placeholder?: string }) {
  return (
    <Field {...ownProps(props)}>
      {/* React doesn't apply a new default to a select that an action resets, so a new default makes a new element. */}
      <select
        key={String(props.defaultValue)}
        {...nativeProps(props)}
        {...fieldAria(props)}
        className={classes(controlStyle(props.error), "cursor-pointer")}
      >
        {placeholder !== undefined && <option value="">{placeholder}</option>}
        {props.children}
      </select>
    </Field>
  );
}

const isNumeric = (type?: string) => ["date", "time", "number", "tel", "datetime-local"].includes(type ?? "");
