import type { ReactNode } from "react";
import { ClientMessages } from "#components/ui/client-messages.tsx";

export default function DesignLayout({ children }: { children: ReactNode }) {
  return <ClientMessages of={["live", "rings", "ui"]}>{children}</ClientMessages>;
}
