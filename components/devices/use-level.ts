"use client";

import { useEffect, useState } from "react";
import { loudness } from "./device-rules.ts";

const intervalMs = 80;

/** Null where the browser can't analyse it, such as Firefox with some sampling rates. */
const analyse = (track: MediaStreamTrack) => {
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

/** How loud a microphone's track is right now, 0 to 1. Nothing is stored or sent. */
export const useLevel = (track: MediaStreamTrack | null): number => {
  const [level, setLevel] = useState(0);
  useEffect(() => {
    const analysed = track && analyse(track);
    if (!analysed) return;
    const { context, source, analyser } = analysed;
    const samples = new Float32Array(analyser.fftSize);
    const timer = setInterval(() => {
      analyser.getFloatTimeDomainData(samples);
      // It falls slowly enough for the eye to follow.
      setLevel((before) => Math.max(loudness(samples), before - 0.12));
    }, intervalMs);
    // Browsers start sound only after a first press.
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
