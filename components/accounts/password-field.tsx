"use client";

import { Eye, EyeOff } from "lucide-react";
import { useTranslations } from "next-intl";
import { type KeyboardEvent, useState } from "react";
import { controlStyle, Field, type FieldProps, fieldAria } from "#components/ui/field.tsx";
import { Icon } from "#components/ui/icon.tsx";
import { IconButton } from "#components/ui/icon-button.tsx";

/** A password field with a button to show it, and a warning when Caps Lock is on. */
export function PasswordField({ autoComplete, ...field }: FieldProps & { autoComplete: string }) {
  const t = useTranslations("signIn");
  const [isShown, setShown] = useState(false);
  const [hasCapsLock, setCapsLock] = useState(false);
  const notice = (event: KeyboardEvent) => setCapsLock(event.getModifierState("CapsLock"));
  return (
    <Field {...field}>
      <div className="relative">
        <input
          {...fieldAria(field)}
          type={isShown ? "text" : "password"}
          required
          autoComplete={autoComplete}
          autoCapitalize="none"
          autoCorrect="off"
          spellCheck={false}
          maxLength={1024}
          onKeyDown={notice}
          onKeyUp={notice}
          onBlur={() => setCapsLock(false)}
          className={`${controlStyle(field.error)} pe-14`}
        />
        <IconButton
          name={isShown ? t("hidePassword") : t("showPassword")}
          icon={<Icon of={isShown ? EyeOff : Eye} />}
          onPress={() => setShown(!isShown)}
          className="absolute inset-y-0 end-0"
        />
      </div>
      <p role="status" className="text-ink-soft text-sm empty:hidden">
        {hasCapsLock ? t("capsLock") : ""}
      </p>
    </Field>
  );
}
