// Echo server on the npm package ws. Prints its port, answers GET /stats with what it counted.
"use strict";
const http = require("http");
const { WebSocketServer } = require("ws");

const stats = { accepted: 0, open: 0, peak_open: 0, messages: 0, bytes: 0, closed: {} };

const server = http.createServer((request, response) => {
  response.setHeader("content-type", "application/json");
  response.end(JSON.stringify(stats));
});

new WebSocketServer({ server, perMessageDeflate: false }).on("connection", (socket) => {
  stats.accepted += 1;
  stats.open += 1;
  stats.peak_open = Math.max(stats.peak_open, stats.open);
  socket.on("message", (data, isBinary) => {
    stats.messages += 1;
    stats.bytes += data.length;
    socket.send(data, { binary: isBinary });
  });
  socket.on("close", (code) => {
    stats.open -= 1;
    stats.closed[code] = (stats.closed[code] || 0) + 1;
  });
  socket.on("error", () => {});
});

server.listen(0, "127.0.0.1", () => console.log(server.address().port));
