#pragma once

namespace loadtest {

/// What scripts may rely on; the first that applies is used (see docs/cli.md).
enum class ExitCode : int {
  passed = 0,
  criterion_failed = 1,
  usage = 2,
  not_carried_out = 3,
  inconclusive = 4,
  guarded = 5,
  internal = 70,
  interrupted = 130,
  terminated = 143,
};

}  // namespace loadtest
