#include "wspp/transport.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

namespace loadtest::wspp {

namespace {

// One connection that never stops sending must not starve the others.
constexpr int reads_at_once_max = 64;

// Header and payload of so many frames go out in one system call.
constexpr std::size_t parts_max = 16;

}  // namespace

Transport::~Transport() {
  stop();
  if (poller_) poller_->undefer(*this);
}

void Transport::on_ready(std::uint32_t events) {
  const ptr self = shared_from_this();  // callbacks may let go of us
  if (phase_ == Phase::connecting && (events & (EPOLLOUT | EPOLLERR | EPOLLHUP)) != 0) connected();
  if (phase_ == Phase::idle || phase_ == Phase::connecting || phase_ == Phase::over) return;
  if ((events & (EPOLLIN | EPOLLRDHUP | EPOLLHUP | EPOLLERR)) != 0) {
    socket_.readable((events & (EPOLLRDHUP | EPOLLHUP | EPOLLERR)) != 0);
  }
  if (phase_ == Phase::tunnelling) tunnel();
  if (phase_ == Phase::securing) secure();
  if (write_count_ != 0 || !leftover_.empty()) flush();
  read_some();
}

void Transport::resume() {
  if (phase_ != Phase::streaming) {
    if (failure_ && phase_ == Phase::connecting) broken();
    return;
  }
  if (write_error_ != 0) socket_.readable(true);
  read_some();
  // Nothing told us more than the write did, such as a close frame that had arrived before.
  if (write_error_ != 0 && phase_ == Phase::streaming) fail(write_error_);
}

void Transport::read_some() {
  for (int reads = 0; read_into_ != nullptr && phase_ == Phase::streaming; ++reads) {
    if (slow_ && slow_->paused) return;
    if (reads == reads_at_once_max) {
      poller_->defer(*this);
      return;
    }
    const IoResult result = tls_ ? tls_->read(read_into_, read_size_) : socket_.read(read_into_, read_size_);
    if (result.kind == IoResult::Kind::again) return;
    if (result.kind == IoResult::Kind::end) return fail("eof", "the peer hung up");
    if (result.kind == IoResult::Kind::failed) return fail(result.error);
    heard_anything_ = true;
    const std::size_t taken = take(read_into_, result.bytes);
    if (taken == result.bytes || phase_ != Phase::streaming) continue;
    if (taken != 0) std::memmove(read_into_, read_into_ + taken, result.bytes - taken);
    read_into_ = nullptr;
    if (read_handler_ != nullptr) {
      (*read_handler_)(ErrorCode(), result.bytes - taken);
    } else {
      const auto handler = std::move(own_read_handler_);
      own_read_handler_ = nullptr;
      handler(ErrorCode(), result.bytes - taken);
    }
    after_progress();
  }
}

void Transport::read_later() {
  if (!slow_ || slow_->paused) return;
  slow_->paused = true;
  slow_->timer.expires_after(slow_->pause);
  slow_->timer.async_wait([weak = weak_from_this()](const boost::system::error_code& cut_short) {
    const auto self = weak.lock();
    if (cut_short || !self || !self->slow_) return;
    self->slow_->paused = false;
    self->poller_->defer(*self);
  });
}

void Transport::read_on() {
  if (!slow_) return;
  slow_.reset();
  poller_->defer(*this);
}

std::optional<TimePoint> Transport::received() const {
  if (const timespec* stamp = socket_.received()) return poller_->steady(*stamp);
  return {};
}

void Transport::async_read_at_least(std::size_t, char* into, std::size_t size,
                                    const websocketpp::transport::read_handler& handler) {
  if (phase_ == Phase::over) return;
  read_into_ = into;
  read_size_ = size;
  read_handler_ = &handler;
}

void Transport::async_read_at_least(std::size_t, char* into, std::size_t size,
                                    websocketpp::transport::read_handler&& handler) {
  if (phase_ == Phase::over) return;
  read_into_ = into;
  read_size_ = size;
  read_handler_ = nullptr;
  own_read_handler_ = std::move(handler);
}

void Transport::send_bytes(std::string_view frame) {
  std::size_t written = 0;
  while (written < frame.size()) {
    const iovec part{const_cast<char*>(frame.data()) + written, frame.size() - written};
    const std::size_t taken = write_some(&part, 1);
    if (taken == 0) {
      if (write_error_ == 0) leftover_.assign(frame.substr(written));
      return;
    }
    written += taken;
  }
}

std::size_t Transport::unsent() const {
  std::size_t bytes = leftover_.size() - leftover_offset_;
  for (std::size_t i = 0; i < write_count_; ++i) bytes += write_next_[i].len;
  return bytes - write_offset_;
}

void Transport::async_write(const std::vector<Buffer>& buffers, const websocketpp::transport::write_handler& handler) {
  if (phase_ == Phase::over) return;
  write_next_ = buffers.data();
  write_count_ = buffers.size();
  write_handler_ = &handler;
  flush();
}

void Transport::async_write(const char* from, std::size_t size, websocketpp::transport::write_handler&& handler) {
  if (phase_ == Phase::over) return;
  single_ = Buffer(from, size);
  write_next_ = &single_;
  write_count_ = 1;
  write_handler_ = nullptr;
  own_write_handler_ = std::move(handler);
  flush();
}

/// The bytes taken. None where the socket is full, or write_error_ says why not.
std::size_t Transport::write_some(const iovec* parts, std::size_t count) {
  const IoResult result =
      tls_ ? tls_->write(static_cast<const char*>(parts->iov_base), parts->iov_len) : socket_.write(parts, count);
  if (result.kind == IoResult::Kind::done) return result.bytes;
  if (result.kind == IoResult::Kind::again) return 0;
  // What the peer said before it hung up still waits to be read, and matters more: see resume().
  write_error_ = result.kind == IoResult::Kind::end ? EPIPE : result.error;
  poller_->defer(*this);
  return 0;
}

void Transport::flush() {
  if (write_error_ != 0) return;
  while (leftover_offset_ < leftover_.size()) {
    const iovec part{leftover_.data() + leftover_offset_, leftover_.size() - leftover_offset_};
    const std::size_t taken = write_some(&part, 1);
    if (taken == 0) return;
    leftover_offset_ += taken;
  }
  leftover_offset_ = 0;
  std::string().swap(leftover_);
  while (write_count_ != 0) {
    if (write_offset_ >= write_next_->len) {
      write_offset_ -= write_next_->len;
      ++write_next_;
      --write_count_;
      continue;
    }
    const std::size_t taken = write_buffers();
    if (taken == 0) return;
    write_offset_ += taken;
  }
  complete_write();
  if (phase_ == Phase::streaming) after_progress();
}

std::size_t Transport::write_buffers() {
  std::array<iovec, parts_max> parts;
  std::size_t count = 0;
  std::size_t offset = write_offset_;
  for (std::size_t i = 0; i < write_count_ && count < parts_max; ++i, offset = 0) {
    const Buffer& buffer = write_next_[i];
    if (buffer.len != offset) parts[count++] = {const_cast<char*>(buffer.buf) + offset, buffer.len - offset};
  }
  return write_some(parts.data(), count);
}

void Transport::complete_write() {
  if (write_handler_ != nullptr) {
    (*std::exchange(write_handler_, nullptr))(ErrorCode());
  } else if (own_write_handler_) {
    const auto handler = std::move(own_write_handler_);
    own_write_handler_ = nullptr;
    handler(ErrorCode());
  }
}

Transport::timer_ptr Transport::set_timer(long milliseconds, websocketpp::transport::timer_handler handler) {
  auto timer = std::make_shared<TransportTimer>(poller_->io());
  timer->timer.expires_after(std::chrono::milliseconds(milliseconds));
  timer->timer.async_wait([handler = std::move(handler)](const boost::system::error_code& error) {
    if (!error) handler(ErrorCode());
  });
  return timer;
}

void Transport::async_shutdown(const websocketpp::transport::shutdown_handler& handler) {
  stop();
  handler(ErrorCode());
}

void Transport::fail(int error) {
  // Once connected, a time-out is the kernel giving up on retransmissions.
  std::string kind = phase_ == Phase::connecting ? failure_kind(error)
                     : error == ETIMEDOUT        ? "timeout"
                     : error == EKEYREJECTED     ? "tls certificate refused"
                     : error == EPROTO && tls_   ? "tls error"
                                                 : failure_kind(error);
  fail(std::move(kind), std::strerror(error));
}

void Transport::fail(std::string kind, std::string reason) {
  failure_ = std::make_unique<TransportFailure>(TransportFailure{std::move(kind), std::move(reason)});
  broken();
}

void Transport::stop() {
  if (phase_ == Phase::over) return;
  phase_ = Phase::over;
  if (tls_) tls_->shutdown();
  tls_.reset();
  hang_up();
  // The handlers own us.
  init_handler_ = nullptr;
  own_read_handler_ = nullptr;
  own_write_handler_ = nullptr;
  read_into_ = nullptr;
}

}  // namespace loadtest::wspp
