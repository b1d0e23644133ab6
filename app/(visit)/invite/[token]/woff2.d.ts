declare module "*.woff2" {
  /** Where the browser finds the file. */
  const address: string;
  export default address;
}
