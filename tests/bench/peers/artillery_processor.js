'use strict';
// Notes response times in milliseconds, which Artillery's WebSocket engine does not, and ends the users' loops after
// BENCH_SECONDS, since it writes no report when it is interrupted.

let end;

exports.goesOn = (context, next) => {
  end ??= Date.now() + Number(process.env.BENCH_SECONDS) * 1000;
  next(Date.now() < end);
};

exports.sending = (context, events, done) => {
  context.vars.sentAt = process.hrtime.bigint();
  done();
};

exports.received = (context, events, done) => {
  events.emit('histogram', 'response_ms', Number(process.hrtime.bigint() - context.vars.sentAt) / 1e6);
  done();
};
