// What a program says of its cases: a line each, in the order they are tried. A case that fails stops no other.
const cases = [];

/** Makes a function a case; the name says what must hold. */
export function testCase(name, tryIt) {
  cases.push({ name, tryIt });
}

/** Tries all cases in their order and tells how each went. */
export async function run() {
  for (const { name, tryIt } of cases) {
    try {
      await tryIt();
      console.log(`ok ${name}`);
    } catch (error) {
      const cause = error instanceof Error ? error.message : JSON.stringify(error);
      console.log(`not ok ${name}\t${JSON.stringify(String(cause))}`);
    }
  }
}
