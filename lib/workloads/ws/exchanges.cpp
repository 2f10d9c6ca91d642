#include "workloads/ws/exchanges.h"

#include <algorithm>
#include <cassert>

#include "workloads/ws/ws_operations.h"

namespace loadtest {

namespace {

using State = Exchange::State;

// Ids of replies that did not come in time, remembered for a user: beyond that, the oldest is forgotten, and its reply
// would answer nobody.
constexpr std::size_t overdue_by_id_max = 16;

bool is_busy(const Exchange& exchange) { return exchange.state == State::awaiting || exchange.state == State::silent; }

bool may_be_answered(const Exchange& exchange) {
  return exchange.state == State::awaiting || exchange.state == State::overdue;
}

}  // namespace

std::uint64_t Exchange::kind() const { return std::uint64_t{1} << (order.operation - first_message_operation); }

template <class Suits>
Exchange* Exchanges::first(Suits suits) {
  Exchange* found = suits(first_) ? &first_ : nullptr;
  for (Exchange& each : more_) {
    if ((found == nullptr || each.place < found->place) && suits(each)) found = &each;
  }
  return found;
}

Exchange& Exchanges::unused() {
  if (first_.state == State::free) return first_;
  const auto found = std::find_if(more_.begin(), more_.end(), [](const Exchange& e) { return e.state == State::free; });
  return found != more_.end() ? *found : more_.emplace_back();
}

Exchange& Exchanges::begin(const StartOrder& order, State state) {
  Exchange& exchange = unused();
  exchange.state = state;
  exchange.starved = exchange.stalled = false;
  exchange.bytes_sent = exchange.bytes_received = exchange.pieces = 0;
  exchange.place = ++places_;
  exchange.order = order;
  exchange.last_part = {};
  exchange.id.clear();
  ++busy_;
  return exchange;
}

Exchange& Exchanges::started_as(StartId id) {
  Exchange* const found = first([&](const Exchange& each) { return is_busy(each) && each.order.id == id; });
  assert(found != nullptr);
  return *found;
}

Exchange* Exchanges::with_id(std::string_view id) {
  return first([&](const Exchange& each) { return may_be_answered(each) && each.id == id; });
}

Exchange* Exchanges::first_in_line(std::uint64_t kinds, bool also_by_id) {
  return first([&](const Exchange& each) {
    return may_be_answered(each) && (each.kind() & kinds) != 0 && (also_by_id || !each.by_id());
  });
}

Exchange* Exchanges::first_streaming(std::uint64_t kinds) {
  return first([&](const Exchange& each) {
    return may_be_answered(each) && (each.kind() & kinds) != 0 && each.last_part != TimePoint{};
  });
}

Exchange* Exchanges::longest_awaiting() {
  return first([](const Exchange& each) { return each.state == State::awaiting; });
}

void Exchanges::give_up(Exchange& exchange) {
  --busy_;
  if (exchange.state == State::silent) {
    exchange.state = State::free;
    return;
  }
  exchange.state = State::overdue;
  if (!exchange.by_id()) {
    settling_ = true;
  } else if (++overdue_by_id_ > overdue_by_id_max) {
    end(*first([](const Exchange& each) { return each.state == State::overdue && each.by_id(); }));
  }
}

void Exchanges::end(Exchange& exchange) {
  if (is_busy(exchange)) --busy_;
  if (exchange.state == State::overdue && exchange.by_id()) --overdue_by_id_;
  exchange.state = State::free;
  if (settling_) settle();
}

void Exchanges::settle() {
  settling_ = first([](const Exchange& e) { return may_be_answered(e) && !e.by_id(); }) != nullptr;
}

}  // namespace loadtest
