// Lint rules. Formatting is prettier's job; import direction and file sizes are test/structure.test.ts's job.
import tseslint from "typescript-eslint";

const noDefaultExport = {
  selector: "ExportDefaultDeclaration",
  message: "Export by name: one name, one home. Only tool configuration files need a default export.",
};

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
    files: ["*.config.ts"],
    rules: { "no-restricted-syntax": "off" },
  },
);
