"use client";

import { Check, Copy } from "lucide-react";
import { useTranslations } from "next-intl";
import { useEffect, useId, useRef, useState } from "react";
import { Button } from "./button.tsx";
import { controlStyle } from "./field.tsx";
import { Icon } from "./icon.tsx";

/** A text to copy, such as a link. Where the browser forbids copying, it is selected instead. */
export function CopyField({ label, value, hint }: { label: string; value: string; hint?: string }) {
  const t = useTranslations("ui");
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const [outcome, setOutcome] = useState<"copied" | "selected" | null>(null);

  useEffect(() => {
    if (!outcome) return;
    const timer = setTimeout(() => setOutcome(null), 4000);
    return () => clearTimeout(timer);
  }, [outcome]);

  const copy = async () => {
    input.current?.select();
    const done = await navigator.clipboard?.writeText(value).then(
      () => true,
      () => false,
    );
    setOutcome(done ? "copied" : "selected");
  };

  return (
    <div className="flex flex-col gap-1.5">
      <label htmlFor={id} className="font-semibold">
        {label}
      </label>
      {hint && <p className="text-ink-soft text-sm">{hint}</p>}
      <div className="flex gap-2">
        <input ref={input} id={id} readOnly value={value} className={`${controlStyle()} min-w-0 flex-1`} />
        <Button variant="secondary" icon={<Icon of={outcome === "copied" ? Check : Copy} />} onPress={copy}>
          {t("copy")}
        </Button>
      </div>
      <p role="status" className="min-h-6 text-ink-soft text-sm">
        {outcome && t(outcome)}
      </p>
    </div>
  );
}
