// The tokens of app/globals.css that this page needs, by the same names and values (tests/invites keeps them so). They
// stand here because the page loads no style sheet: it must look right in a browser of ten years ago, at once.
export const light: Record<string, string> = {
  paper: "#f8f4ec",
  surface: "#fffdf9",
  ink: "#211e18",
  "ink-soft": "#474135",
  line: "#dcd3c1",
  "line-strong": "#7c725f",
  accent: "#0b4f4c",
  "accent-hover": "#073937",
  "on-accent": "#fffdf9",
  focus: "#3538cd",
};

export const dark: Record<string, string> = {
  paper: "#171610",
  surface: "#211f18",
  ink: "#f4efe4",
  "ink-soft": "#d2cab9",
  line: "#3b372d",
  "line-strong": "#8f8675",
  accent: "#84d3c5",
  "accent-hover": "#a4e3d8",
  "on-accent": "#05211d",
  focus: "#ffd479",
};

const declared = (tokens: Record<string, string>) =>
  Object.entries(tokens)
    .map(([name, value]) => `--${name}:${value}`)
    .join(";");

/** The whole style of the page. */
export const css = `
@font-face{font-family:"Atkinson Hyperlegible Next";src:url(/invite/typeface) format("woff2");font-weight:200 800;font-display:swap}
:root{color-scheme:light dark;${declared(light)}}
@media (prefers-color-scheme:dark){:root{${declared(dark)}}}
*{box-sizing:border-box;margin:0}
html{-webkit-text-size-adjust:100%}
body{font:1.1875rem/1.5 "Atkinson Hyperlegible Next",system-ui,-apple-system,"Segoe UI",Arial,sans-serif;background:var(--paper);color:var(--ink);min-height:100vh;min-height:100dvh;display:flex;flex-direction:column;overflow-wrap:break-word}
header{background:var(--surface);border-bottom:1px solid var(--line)}
header p{max-width:38rem;min-height:4rem;margin:0 auto;padding:.5rem 1.25rem;display:flex;align-items:center;gap:.625rem;font-size:1.375rem;font-weight:700}
header svg{width:2rem;height:2rem;flex:none}
main{width:100%;max-width:38rem;margin:0 auto;padding:2rem 1.25rem 0;flex:1;display:flex;flex-direction:column;gap:1.5rem}
h1{font-size:1.875rem;line-height:1.2;text-wrap:balance}
h2{font-size:1.375rem;line-height:1.45}
.lead{color:var(--ink-soft);font-size:1.375rem;line-height:1.45}
.top{display:flex;flex-direction:column;gap:.75rem}
dl{background:var(--surface);border:1px solid var(--line);border-radius:1rem;padding:.5rem 1.5rem}
dl div{padding:.75rem 0}
dl div+div{border-top:1px solid var(--line)}
dt{color:var(--ink-soft)}
dd{font-weight:700;font-size:1.375rem;line-height:1.35;font-variant-numeric:tabular-nums}
dd span{display:block;font-weight:400;font-size:1.1875rem;color:var(--ink-soft)}
ul,ol{padding-inline-start:1.5rem;display:flex;flex-direction:column;gap:.5rem}
.steps{display:flex;flex-direction:column;gap:.5rem}
label{margin-top:.5rem;color:var(--ink-soft)}
input{width:100%;min-height:3rem;padding:.5rem .75rem;border:1px solid var(--line-strong);border-radius:.625rem;background:var(--surface);color:var(--ink);font:inherit;text-overflow:ellipsis}
.quiet{color:var(--ink-soft);font-size:1.125rem}
.actions{position:sticky;bottom:0;margin:auto -1.25rem 0;padding:1rem 1.25rem max(1rem,env(safe-area-inset-bottom));background:var(--paper);border-top:1px solid var(--line);display:flex;flex-direction:column;gap:.75rem}
.button{display:flex;align-items:center;justify-content:center;width:100%;min-height:3.5rem;padding:.5rem 1rem;border:1px solid transparent;border-radius:.625rem;background:var(--accent);color:var(--on-accent);font:inherit;font-weight:600;line-height:1.25;text-align:center;text-decoration:none;cursor:pointer}
.button:hover{background:var(--accent-hover)}
.second{background:var(--surface);color:var(--ink);border-color:var(--line-strong)}
.second:hover{background:var(--surface);border-color:var(--ink)}
a{color:var(--accent)}
:focus-visible{outline:3px solid var(--focus);outline-offset:2px}
footer{width:100%;max-width:38rem;margin:0 auto;padding:1.5rem 1.25rem 2rem}
@media (min-width:40rem){main{flex:none;padding-top:3.5rem}.actions{position:static;margin:0;padding:0;border:0}}
@media (forced-colors:active){.button{border-color:ButtonBorder}}
@media print{.actions{display:none}}
`;
