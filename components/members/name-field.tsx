"use client";

import { useTranslations } from "next-intl";
import { useEffect, useId, useState } from "react";
import { TextField } from "#components/ui/text-field.tsx";
import type { CallRef } from "#lib/access.ts";
import { suggestNamesAction } from "#lib/members/actions.ts";

const debounceMs = 200;

/** A name to search for. The browser suggests matching members; without JavaScript it is a plain field. */
export function NameField({ call, name }: { call: CallRef; name: string }) {
  const t = useTranslations("members");
  const list = useId();
  const [text, setText] = useState("");
  const [names, setNames] = useState<readonly string[]>([]);
  const { type, id } = call;
  useEffect(() => {
    if (!text.trim()) return;
    let stale = false;
    const timer = setTimeout(async () => {
      const outcome = await suggestNamesAction({ type, id, text });
      if (!stale && outcome.ok) setNames(outcome.value);
    }, debounceMs);
    return () => {
      stale = true;
      clearTimeout(timer);
    };
  }, [text, type, id]);
  return (
    <>
      <TextField
        name="name"
        label={t("name")}
        type="search"
        required={false}
        autoComplete="off"
        defaultValue={name}
        list={list}
        onChange={(event) => setText(event.currentTarget.value)}
        className="w-full sm:w-64"
      />
      <datalist id={list}>
        {names.map((one) => (
          <option key={one} value={one} />
        ))}
      </datalist>
    </>
  );
}
