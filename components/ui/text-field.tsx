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
 * A native input with its label, hint and error. `type="date"` and `type="time"` are the browser's own pickers, which
 * every phone does best; their values are `2026-11-23` and `14:30`. Give `defaultValue` what was sent last, or it is lost.
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

/** Several lines of text; it grows with them where the browser can. */
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

/** The browser's own drop-down. Children are `<option>`s; with `placeholder` the first one is empty. */
export function NativeSelect({
  placeholder,
  ...props
}: FieldProps & Omit<ComponentProps<"select">, keyof FieldProps> & { placeholder?: string }) {
  return (
    <Field {...ownProps(props)}>
      {/* React does not set a select's default again when an action resets the form, so a new default is a new element. */}
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
