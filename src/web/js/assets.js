// Knows where the scripts came from, so that what lies beside them is found under any path.
// A bundle runs once, while it is `currentScript`: this line must stay at the top level.
export const assets = new URL(".", document.currentScript.src);
