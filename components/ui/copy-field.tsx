"use client";

import { Check, Copy } from "lucide-react";
import { useEffect, useId, useRef, useState } from "react";
import { Button } from "./button.tsx";
import { controlStyle } from "./field.tsx";
import { Icon } from "./icon.tsx";

/** A text to take away, such as a link. Says when it was copied, and selects it where copying is not allowed. */
export function CopyField({ label, value, hint }: { label: string; value: string; hint?: string }) {
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const [said, setSaid] = useState("");
  const copied = said === "Copied";

  useEffect(() => {
    if (!said) return;
    const timer = setTimeout(() => setSaid(""), 4000);
    return () => clearTimeout(timer);
  }, [said]);

  const copy = async () => {
    input.current?.select();
    const done = await navigator.clipboard?.writeText(value).then(
      () => true,
      () => false,
    );
    setSaid(done ? "Copied" : "Selected. Copy it with your keyboard or menu.");
  };

  return (
    <div className="flex flex-col gap-1.5">
      <label htmlFor={id} className="font-semibold">
        {label}
      </label>
      {hint && <p className="text-ink-soft text-sm">{hint}</p>}
      <div className="flex gap-2">
        <input ref={input} id={id} readOnly value={value} className={`${controlStyle()} min-w-0 flex-1`} />
        <Button variant="secondary" icon={<Icon of={copied ? Check : Copy} />} onPress={copy}>
          Copy
        </Button>
      </div>
      <p role="status" className="min-h-6 text-ink-soft text-sm">
        {said}
      </p>
    </div>
  );
}
