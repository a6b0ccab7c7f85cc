// Lints the pages' scripts and styles; Prettier has the say about form.

import css from "@eslint/css";
import js from "@eslint/js";
import globals from "globals";

// Globals of a browser whose names are also the plain words for what functions take: local names only, never the global.
const LOCAL_ONLY = ["event", "length", "name", "parent", "status", "when"];
const MODULE_LEVEL = ":matches(Program, ExportNamedDeclaration) >";
const IS_LOCAL_ONLY = `name=/^(${LOCAL_ONLY.join("|")})$/`;

export default [
  { ignores: ["node_modules/", "dist/", ".*/"] },
  {
    files: ["public/**/*.js"],
    languageOptions: { globals: globals.browser },
    rules: {
      ...js.configs.recommended.rules,
      "no-restricted-globals": ["error", ...LOCAL_ONLY],
      "no-shadow": ["error", { builtinGlobals: true, allow: LOCAL_ONLY }],
      "no-restricted-syntax": [
        "error",
        ...[
          `${MODULE_LEVEL} VariableDeclaration > VariableDeclarator > Identifier[${IS_LOCAL_ONLY}].id`,
          `${MODULE_LEVEL} :matches(FunctionDeclaration, ClassDeclaration) > Identifier[${IS_LOCAL_ONLY}].id`,
          `ImportDeclaration > * > Identifier[${IS_LOCAL_ONLY}].local`,
        ].map((selector) => ({ selector, message: "A module's name that hides a global of the browser." })),
        {
          selector: "NewExpression[callee.object.name='Intl']:not(:function NewExpression)",
          message: "Made while the modules load it holds back every request: see lib/lazy.js.",
        },
      ],
    },
  },
  {
    files: ["public/js/pages/support.js"], // for browsers of any age
    languageOptions: { ecmaVersion: 5, sourceType: "script" },
  },
  {
    files: ["tests/**/*.mjs", "netlify/**/*.js", "*.config.js"],
    ...js.configs.recommended,
    languageOptions: { globals: globals.node },
  },
  {
    files: ["tests/**/*.mjs"],
    rules: {
      "no-restricted-syntax": [
        "error",
        ...[
          "NewExpression[callee.name='Date'][arguments.length=0]",
          "CallExpression[callee.object.name='Date'][callee.property.name='now']",
        ].map((selector) => ({
          selector,
          message: "A test chooses its own time: a fixed instant, or mock.timers.",
        })),
      ],
    },
  },
  {
    files: ["public/**/*.css"],
    plugins: { css },
    language: "css/css",
    rules: {
      ...css.configs.recommended.rules,
      "css/no-invalid-properties": ["error", { allowUnknownVariables: true }], // the tokens stand in a file of their own
      "css/no-important": "off", // reduced motion and [hidden] must win over everything
      "css/use-baseline": "off", // the few newer properties are refinements that may be missing
    },
  },
];
