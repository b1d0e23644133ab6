"use client";

import { Button } from "#components/ui/button.tsx";
import { OneThingPage } from "#components/ui/one-thing-page.tsx";
import { Surface } from "#components/ui/surface.tsx";
import "./globals.css";

/** When even the root layout failed: it stands in for the whole document, fonts included. */
export default function GlobalError({ retry }: { error: unknown; retry: () => void }) {
  return (
    <html lang="en">
      <body>
        <title>Something went wrong · Bedside</title>
        <Surface audience="patient">
          <OneThingPage
            title="Something went wrong on our side"
            lead="Nothing you did caused this."
            actions={
              <Button full onPress={retry}>
                Try again
              </Button>
            }
          >
            <p>If it happens again, wait a minute, or call your clinic.</p>
          </OneThingPage>
        </Surface>
      </body>
    </html>
  );
}
