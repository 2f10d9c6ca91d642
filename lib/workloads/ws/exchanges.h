#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "engine/workload.h"

namespace loadtest {

/// A message that was sent, until its reply is complete or is waited for no more.
struct Exchange {
  enum class State : std::uint8_t {
    free,
    awaiting,
    silent,   // no reply will come: over as soon as the message is sent
    overdue,  // given up; a reply that still comes is late
  };
  State state = State::free;
  bool starved = false;  // not sent: a feeder had no row left
  bool stalled = false;  // its streamed reply stood still for too long
  std::uint32_t bytes_sent = 0, bytes_received = 0;
  std::uint32_t pieces = 0;
  std::uint64_t place = 0;  // rises with every message of the session
  StartOrder order{};
  TimePoint last_part{};  // when the last part of a streamed reply came
  std::string id{};       // what its reply carries; empty = known by its place in line

  bool by_id() const { return !id.empty(); }
  /// Which bit of DialogueRule::kinds is that of its message.
  std::uint64_t kind() const;
};

/// The messages that a user has under way: which one does a reply answer? By id where there is one, else the one that
/// waits longest.
class Exchanges {
 public:
  explicit Exchanges(std::size_t in_flight) : in_flight_(static_cast<std::uint32_t>(in_flight)) {}

  /// Messages that may be sent now. A reply that is overdue and has no id would be taken for that of the next message,
  /// so from then on there are none until no such reply is waited for any more.
  std::size_t capacity() const { return settling_ || busy_ >= in_flight_ ? 0 : in_flight_ - busy_; }

  /// The reference is valid until the next begin().
  Exchange& begin(const StartOrder&, Exchange::State);
  /// The one that was started as this and is neither over nor given up.
  Exchange& started_as(StartId);
  /// Whose reply has this id; null where none has.
  Exchange* with_id(std::string_view id);
  /// Which waits longest of those of these kinds that ids do not tell apart, or of all; null where none does.
  Exchange* first_in_line(std::uint64_t kinds, bool also_by_id);
  /// Whose streamed reply has begun, and which waits longest of those; null where none is.
  Exchange* first_streaming(std::uint64_t kinds);
  /// Which waits longest of all that are not given up; null where nobody waits.
  Exchange* longest_awaiting();

  void give_up(Exchange&);
  void end(Exchange&);
  /// Calls `what` for each that is `state`; it may end them.
  template <class F>
  void each(Exchange::State state, F what) {
    if (first_.state == state) what(first_);
    for (std::size_t i = 0; i < more_.size(); ++i) {
      if (more_[i].state == state) what(more_[i]);
    }
  }

 private:
  template <class Suits>
  Exchange* first(Suits suits);
  Exchange& unused();
  void settle();

  std::uint32_t in_flight_, busy_ = 0, overdue_by_id_ = 0;
  bool settling_ = false;
  std::uint64_t places_ = 0;
  std::vector<Exchange> more_;
  Exchange first_;  // most users have one message under way: here it costs no way to somewhere else
};

}  // namespace loadtest
