// Prints how Netlify itself reads netlify.toml, _redirects and _headers of the folder that it is given.

import { resolveConfig } from "@netlify/config";

const { config } = await resolveConfig({
  cwd: process.argv[2],
  repositoryRoot: process.argv[2],
  context: "production",
  branch: "main",
  mode: "require",
  offline: true,
});
const { build, headers, redirects } = config;
console.log(JSON.stringify({ build, headers, redirects }));
