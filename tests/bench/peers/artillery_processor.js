'use strict';
// Notes response times in milliseconds, which Artillery's WebSocket engine does not.

exports.sending = (context, events, done) => {
  context.vars.sentAt = process.hrtime.bigint();
  done();
};

exports.received = (context, events, done) => {
  events.emit('histogram', 'response_ms', Number(process.hrtime.bigint() - context.vars.sentAt) / 1e6);
  done();
};
