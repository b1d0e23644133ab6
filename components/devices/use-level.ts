"use client";

import { useEffect, useState } from "react";
import { loudness } from "./device-rules.ts";

const everyMs = 80;

/** The way from a track to its samples; null where the browser cannot, as Firefox with some sampling rates. */
const listenTo = (track: MediaStreamTrack) => {
  try {
    const context = new AudioContext();
    const source = context.createMediaStreamSource(new MediaStream([track]));
    const analyser = context.createAnalyser();
    analyser.fftSize = 1024;
    source.connect(analyser);
    return { context, source, analyser };
  } catch {
    return null;
  }
};

/** How loud a microphone's track is right now, 0 to 1; 0 without one, or where the browser
 * cannot tell. Nothing is kept or sent. */
export const useLevel = (track: MediaStreamTrack | null): number => {
  const [level, setLevel] = useState(0);
  useEffect(() => {
    const heard = track && listenTo(track);
    if (!heard) return;
    const { context, source, analyser } = heard;
    const samples = new Float32Array(analyser.fftSize);
    const timer = setInterval(() => {
      analyser.getFloatTimeDomainData(samples);
      // Falls slowly, so that the eye can follow.
      setLevel((before) => Math.max(loudness(samples), before - 0.12));
    }, everyMs);
    // A page that was not pressed yet may not start sound by itself; the first press does.
    const wake = () => void context.resume();
    wake();
    document.addEventListener("pointerdown", wake);
    return () => {
      clearInterval(timer);
      document.removeEventListener("pointerdown", wake);
      source.disconnect();
      void context.close();
      setLevel(0);
    };
  }, [track]);
  return level;
};
