#pragma once

#include <cstdint>
#include <string>

#include "core/clock.h"

namespace loadtest {

enum class Outcome : std::uint8_t { ok, failed, cancelled };

/// Index into Workload::operations().
using OperationId = std::uint16_t;

/// An interned kind of failure, such as "close 4001" or "40001" (see ErrorKinds).
using ErrorId = std::uint16_t;

/// A kind of operation. `weight` is its share of the load; 0 = never started by the engine, only measured beside.
struct OperationSpec {
  std::string name;
  double weight = 1;
  std::string kind{};           // "read", "write" or empty
  bool warm_up_counts = false;  // connecting: counts whenever it happens
  bool sum = false;             // of all operations with a weight; made with the result, never recorded
  std::string part_of{};        // the operation of which this is one step; empty = it stands for itself
};

/// The only way anything is measured: one operation with its three instants.
struct Sample {
  TimePoint intended{};  // when the schedule (or the user's rhythm) wanted it
  TimePoint sent{};      // when it was handed to the target
  TimePoint done{};      // when the answer was complete, by the kernel's clock where it tells, or given up
  OperationId operation = 0;
  Outcome outcome = Outcome::ok;
  ErrorId error = 0;  // meaningful only where the outcome is `failed`
  std::uint32_t bytes_sent = 0;
  std::uint32_t bytes_received = 0;

  Nanos response_time() const { return done - intended; }
  Nanos service_time() const { return done - sent; }
};

}  // namespace loadtest
