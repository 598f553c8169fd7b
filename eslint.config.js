// Lint rules. Formatting is prettier's job; import direction and file sizes are test/structure.test.ts's job.
import tseslint from "typescript-eslint";

const noDefaultExport = {
  selector: "ExportDefaultDeclaration",
  message: "Export by name: one name, one home. Only tool configuration files need a default export.",
};

const noOwnOutput = ["stdout", "stderr"].map((stream) => ({
  selector: `MemberExpression[property.name="write"][object.property.name="${stream}"]`,
  message: "Print by providers/clients/out/print.ts: it takes encoded text only.",
}));

const writing = ["writeFile", "writeFileSync", "appendFile", "appendFileSync", "createWriteStream"];
const noOwnWriting = ["node:fs", "node:fs/promises"].map((name) => ({
  name,
  importNames: writing,
  message: "Write by providers/clients/out/write.ts: it takes encoded text, and its files are private.",
}));

export default tseslint.config(
  { ignores: ["node_modules/", ".demo/", ".cache/", "schemas/types/"] },
  {
    files: ["**/*.ts"],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      "no-restricted-syntax": ["error", noDefaultExport],
      "@typescript-eslint/switch-exhaustiveness-check": [
        "error",
        { considerDefaultExhaustiveForUnions: true },
      ],
      "@typescript-eslint/restrict-template-expressions": [
        "error",
        { allowNumber: true, allowBoolean: true },
      ],
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_", ignoreRestSiblings: true }],
      // The compiler option noPropertyAccessFromIndexSignature wants the bracket form.
      "@typescript-eslint/dot-notation": "off",
      // Keys are often ids from outside; maps of records are plain objects because Pulumi and JSON want them.
      "@typescript-eslint/no-dynamic-delete": "off",
      // Handlers of an interface are async by contract even where one of them has nothing to wait for.
      "@typescript-eslint/require-await": "off",
    },
  },
  {
    // Text from config and services reaches people and machines by providers/clients/out/ only, which takes encoded
    // text.
    files: ["providers/**/*.ts", "stacks/**/*.ts"],
    ignores: ["providers/clients/out/**"],
    rules: {
      "no-console": "error",
      "no-restricted-syntax": ["error", noDefaultExport, ...noOwnOutput],
      "no-restricted-imports": ["error", { paths: noOwnWriting }],
    },
  },
  {
    files: ["*.config.ts"],
    rules: { "no-restricted-syntax": "off" },
  },
);
