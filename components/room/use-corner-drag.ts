import { type PointerEvent, useRef, useState } from "react";
import { type Corner, nearestCorner } from "./layout.ts";

const minDragPixels = 12;

/** Lets an element be dragged to the nearest corner of its parent. Give it `dragProps`. */
export const useCornerDrag = (first: Corner) => {
  const [corner, setCorner] = useState(first);
  const [offset, setOffset] = useState<{ x: number; y: number } | null>(null);
  const from = useRef({ x: 0, y: 0 });

  const onPointerDown = (event: PointerEvent<HTMLElement>) => {
    if ((event.target as HTMLElement).closest("button")) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    from.current = { x: event.clientX, y: event.clientY };
    setOffset({ x: 0, y: 0 });
  };
  const onPointerMove = (event: PointerEvent<HTMLElement>) => {
    if (offset) setOffset({ x: event.clientX - from.current.x, y: event.clientY - from.current.y });
  };
  const onPointerUp = (event: PointerEvent<HTMLElement>) => {
    if (!offset) return;
    const place = event.currentTarget.parentElement?.getBoundingClientRect();
    if (place && Math.hypot(offset.x, offset.y) > minDragPixels) {
      const isRtl = getComputedStyle(event.currentTarget).direction === "rtl";
      const fromStart = isRtl ? place.right - event.clientX : event.clientX - place.left;
      setCorner(nearestCorner(fromStart, event.clientY - place.top, place));
    }
    setOffset(null);
  };
  const dragProps = {
    onPointerDown,
    onPointerMove,
    onPointerUp,
    onPointerCancel: () => setOffset(null),
    ...(offset && { style: { transform: `translate(${offset.x}px, ${offset.y}px)` } }),
  };
  return { corner, setCorner, isDragging: offset !== null, dragProps };
};
