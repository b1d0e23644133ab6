"use client";

import { Phone } from "lucide-react";
import { Button } from "#components/ui/button.tsx";
import { Icon } from "#components/ui/icon.tsx";
import type { CallRef } from "#lib/access.ts";
import { useRinging } from "./rung-people.tsx";

/** For somebody who is alone: calls everybody who is not here. */
export function RingTheOthers({ call }: { call: CallRef }) {
  const { failure, isPending, ring } = useRinging(call);
  return (
    <>
      <Button variant="secondary" icon={<Icon of={Phone} />} isPending={isPending} onPress={() => ring()}>
        Ring the others
      </Button>
      {failure && (
        <p role="alert" className="text-danger">
          {failure}
        </p>
      )}
    </>
  );
}
