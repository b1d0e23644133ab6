"use client";

import { ChevronsUpDown } from "lucide-react";
import { useTranslations } from "next-intl";
import { type KeyboardEvent, useEffect, useState } from "react";
import { Button } from "react-aria-components/Button";
import {
  ComboBox as AriaComboBox,
  Input,
  Label,
  ListBox,
  ListBoxItem,
  Popover,
  Text,
} from "react-aria-components/ComboBox";
import { controlStyle, FieldError, type FieldProps, OptionalMark } from "./field.tsx";
import { Icon } from "./icon.tsx";
import { useOverlayContainer } from "./surface.tsx";

export type ComboItem = { id: string; name: string; description?: string };

const debounceMs = 200;

/**
 * Finds one of many by the beginning of its name. `search` runs 200 ms after the last key, and results for an older text are
 * dropped. In a form, the value sent as `name` is the item's id.
 */
export function ComboBox({
  search,
  initialItems = [],
  defaultItem,
  onText,
  onPick,
  emptyText,
  opensOn = "focus",
  ...field
}: FieldProps & {
  search: (text: string) => Promise<ComboItem[]>;
  initialItems?: ComboItem[];
  defaultItem?: ComboItem;
  /** Called with what is typed, for offering to create it: leaving the box empties it. */
  onText?: (text: string) => void;
  onPick?: (item: ComboItem | null) => void;
  emptyText?: string;
  /** When the list opens. */
  opensOn?: "focus" | "input";
  isDisabled?: boolean;
  placeholder?: string;
}) {
  const t = useTranslations("ui");
  const [text, setText] = useState(defaultItem?.name ?? "");
  const [items, setItems] = useState(defaultItem ? [defaultItem, ...initialItems] : initialItems);
  const [state, setState] = useState<"idle" | "searching" | "failed">("idle");
  const id = field.id ?? field.name;

  useEffect(() => {
    if (!text.trim()) return;
    let stale = false;
    const timer = setTimeout(async () => {
      setState("searching");
      const found = await search(text).catch(() => null);
      if (stale) return;
      setState(found ? "idle" : "failed");
      if (found) setItems(found);
    }, debounceMs);
    return () => {
      stale = true;
      clearTimeout(timer);
    };
  }, [text, search]);

  const said = {
    idle: emptyText ?? t("nothingFound"),
    searching: t("searching"),
    failed: t("searchFailed"),
  };
  // Enter chooses; it doesn't send the form while a name is being searched.
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Enter") event.preventDefault();
  };
  return (
    <div className={field.className}>
      <AriaComboBox
        id={id}
        name={field.name}
        formValue="key"
        items={items}
        inputValue={text}
        onInputChange={(typed) => {
          setText(typed);
          onText?.(typed);
        }}
        defaultSelectedKey={defaultItem?.id}
        onSelectionChange={(key) => onPick?.(items.find((item) => item.id === key) ?? null)}
        defaultFilter={() => true}
        allowsEmptyCollection
        menuTrigger={opensOn}
        isRequired={!field.optional}
        isInvalid={Boolean(field.error)}
        isDisabled={field.isDisabled}
        validationBehavior="aria"
        className="flex flex-col gap-1.5"
      >
        <Label className={field.hiddenLabel ? "sr-only" : "font-semibold"}>
          {field.label}
          {field.optional && <OptionalMark />}
        </Label>
        {field.hint && (
          <Text slot="description" className="text-ink-soft text-sm">
            {field.hint}
          </Text>
        )}
        <div className="relative">
          <Input
            placeholder={field.placeholder}
            onKeyDown={onKeyDown}
            className={`${controlStyle(field.error)} pe-12`}
          />
          <Button className="absolute inset-y-0 end-0 flex w-control cursor-pointer items-center justify-center rounded-md text-ink-soft hover:text-ink">
            <Icon of={ChevronsUpDown} />
          </Button>
        </div>
        <Text slot="errorMessage">
          <FieldError id={id}>{field.error}</FieldError>
        </Text>
        <Popover
          UNSTABLE_portalContainer={useOverlayContainer()}
          className="w-(--trigger-width) animate-appear rounded-md border border-line-strong bg-surface p-1 text-ink shadow-overlay"
        >
          <ListBox<ComboItem>
            className="max-h-72 overflow-y-auto outline-none"
            renderEmptyState={() => <p className="p-3 text-ink-soft">{said[state]}</p>}
          >
            {(item) => (
              <ListBoxItem
                id={item.id}
                textValue={item.name}
                className="flex min-h-control cursor-pointer flex-col justify-center rounded-sm px-3 py-1.5 outline-none data-focused:bg-accent-surface forced-colors:data-focused:bg-[Highlight]"
              >
                <Text slot="label" className="font-semibold">
                  {item.name}
                </Text>
                {item.description && (
                  <Text slot="description" className="text-ink-soft text-sm">
                    {item.description}
                  </Text>
                )}
              </ListBoxItem>
            )}
          </ListBox>
        </Popover>
      </AriaComboBox>
    </div>
  );
}
