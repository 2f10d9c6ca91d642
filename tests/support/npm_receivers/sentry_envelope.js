// Reads an envelope, and prints its items as sentry-testkit's reader of envelopes understands them.
const path = require("path");
// Beside what the package lets others see.
const { parseEnvelope } = require(path.join(path.dirname(require.resolve("sentry-testkit")), "parsers.js"));

const items = parseEnvelope(require("fs").readFileSync(0, "utf8"));
process.stdout.write(JSON.stringify(items.map(({ header, payload }) => ({ type: header.type, payload }))));
