import { Spinner } from "#components/ui/spinner.tsx";
import { Surface } from "#components/ui/surface.tsx";

/** The room's dark, while the room itself is on its way. */
export function Entering() {
  return (
    <Surface kind="room">
      <main id="main" className="flex h-dvh flex-col items-center justify-center gap-3 p-6 text-center">
        <span className="text-2xl">
          <Spinner />
        </span>
        <p role="status" className="font-bold text-xl">
          Taking you in
        </p>
      </main>
    </Surface>
  );
}
