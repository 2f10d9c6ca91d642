#include "workloads/ws/shortages.h"

#include "core/units.h"
#include "net/listen_queue.h"
#include "net/local_ports.h"

namespace loadtest {

namespace {

std::string connects(std::uint64_t count) { return show_count(count) + (count == 1 ? " connect" : " connects"); }

}  // namespace

void Shortages::watch_listen_queue(bool here) { overflows_before_ = here ? net::listen_overflows() : std::nullopt; }

void Shortages::note(const std::string& kind) {
  if (kind == "no local port") ports_.fetch_add(1, std::memory_order_relaxed);
  if (kind == "no descriptor") descriptors_.fetch_add(1, std::memory_order_relaxed);
}

void Shortages::tell(Remarks& remarks) const {
  if (const std::uint64_t count = ports_.load(); count > 0) {
    const net::PortRange range = net::local_port_range();
    remarks.warnings.push_back(connects(count) +
                               " found no local port: connect from more addresses (--source-ip), or widen "
                               "net.ipv4.ip_local_port_range, which is " +
                               std::to_string(range.first) + " " + std::to_string(range.last));
  }
  if (const std::uint64_t count = descriptors_.load(); count > 0) {
    remarks.warnings.push_back(connects(count) + " found no free descriptor: raise ulimit -Hn, or fs.file-max");
  }
  if (!overflows_before_) return;
  const std::uint64_t now = net::listen_overflows().value_or(0);
  if (now <= *overflows_before_) return;
  remarks.warnings.push_back(
      "the listen queue of a server on this machine was full " + show_count(now - *overflows_before_) +
      " times, each of which lets a user wait for a second or more: raise what it asks of listen(), and "
      "net.core.somaxconn, which is " +
      std::to_string(net::listen_queue_max()) + ", or connect more slowly (--ramp-up)");
}

}  // namespace loadtest
