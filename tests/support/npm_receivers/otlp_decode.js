// Reads an ExportMetricsServiceRequest as JSON, puts it through OpenTelemetry's own generated messages and back, and
// prints what came of it: what they do not know, or know as something else, comes back otherwise.
const root = require("@opentelemetry/otlp-proto-exporter-base/build/src/generated/root");
const Message = root.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;

const sent = JSON.parse(require("fs").readFileSync(0, "utf8"));
const wrong = Message.verify(Message.fromObject(sent));
if (wrong) throw new Error(wrong);
const message = Message.decode(Message.encode(Message.fromObject(sent)).finish());
process.stdout.write(JSON.stringify(Message.toObject(message, { longs: String })));
