// The local server of sentry-testkit: prints its DSN; for each line of input, the events it has as JSON.
const { testkit, localServer } = require("sentry-testkit").default();

localServer.start("http://acacaeaccacacacabcaacdacdacadaca@localhost/123001").then(() => {
  console.log(localServer.getDsn());
  require("readline").createInterface({ input: process.stdin }).on("line", () => {
    console.log(JSON.stringify(testkit.reports().map((report) => report.originalReport)));
  }).on("close", () => process.exit(0));
});
