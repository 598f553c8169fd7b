// What Pulumi runs: named by "main" in the package.json of the user's repository. Pulumi requires it, so it is
// CommonJS.
module.exports = () => import("./dist/stacks/index.js").then(({ applied }) => ({ applied }));
