/** Where a person allows cookies; `in-app`: a window that another app opens links in, which cannot be told what to keep. */
export type CookieSetting =
  | "chrome"
  | "chrome-android"
  | "edge"
  | "firefox"
  | "firefox-android"
  | "safari"
  | "safari-iphone"
  | "in-app-android"
  | "in-app-iphone"
  | "other";

const appWindow =
  /FBA[NV]|FB_IAB|Instagram|\bLine\/|MicroMessenger|WhatsApp|Snapchat|musical_ly|Bytedance|TikTok|Twitter|LinkedInApp|Pinterest|\bGSA\/|Teams|; wv\)/;

const iphone = (userAgent: string): CookieSetting => {
  // A window of an app has WebKit but doesn't call itself Safari.
  if (appWindow.test(userAgent) || !/Safari\//.test(userAgent)) return "in-app-iphone";
  return /Version\//.test(userAgent) ? "safari-iphone" : "other";
};

const android = (userAgent: string): CookieSetting => {
  if (appWindow.test(userAgent)) return "in-app-android";
  if (/Firefox\//.test(userAgent)) return "firefox-android";
  return /Chrome\//.test(userAgent) && !/SamsungBrowser|EdgA|OPR\//.test(userAgent)
    ? "chrome-android"
    : "other";
};

/** Where cookies are allowed in the browser with this User-Agent header. An iPad says that it is a Mac. */
export const cookieSettingOf = (userAgent: string): CookieSetting => {
  if (/iPhone|iPad|iPod/.test(userAgent)) return iphone(userAgent);
  if (/Android/.test(userAgent)) return android(userAgent);
  if (/Edg\//.test(userAgent)) return "edge";
  if (/Firefox\//.test(userAgent)) return "firefox";
  if (/OPR\//.test(userAgent)) return "other";
  if (/Chrome\//.test(userAgent)) return "chrome";
  return /Macintosh.*Version\/.*Safari\//.test(userAgent) ? "safari" : "other";
};
