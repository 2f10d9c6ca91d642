// Echo server on the npm package ws. Prints its port, answers GET /stats with what it counted. With ECHO_DEFLATE in its
// environment it takes an offer of permessage-deflate, with what that says as parameters (JSON).
"use strict";
const http = require("http");
const { WebSocketServer } = require("ws");

const deflate = process.env.ECHO_DEFLATE;
const stats = { accepted: 0, compressed: 0, wire_read: 0, wire_written: 0, open: 0, peak_open: 0, messages: 0, bytes: 0, closed: {} };

const server = http.createServer((request, response) => {
  response.setHeader("content-type", "application/json");
  response.end(JSON.stringify(stats));
});

new WebSocketServer({
  server,
  perMessageDeflate: deflate ? { threshold: 0, ...JSON.parse(deflate) } : false,
}).on("connection", (socket, request) => {
  stats.accepted += 1;
  if (socket.extensions) stats.compressed += 1;
  stats.open += 1;
  stats.peak_open = Math.max(stats.peak_open, stats.open);
  socket.on("message", (data, isBinary) => {
    stats.messages += 1;
    stats.bytes += data.length;
    socket.send(data, { binary: isBinary });
  });
  socket.on("close", (code) => {
    stats.open -= 1;
    stats.wire_read += request.socket.bytesRead;
    stats.wire_written += request.socket.bytesWritten;
    stats.closed[code] = (stats.closed[code] || 0) + 1;
  });
  socket.on("error", () => {});
});

server.listen(0, "127.0.0.1", () => console.log(server.address().port));
