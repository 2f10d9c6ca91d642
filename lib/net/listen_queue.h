#pragma once

#include <cstdint>
#include <optional>

namespace loadtest::net {

/// Connections that a server of this machine had no room for in its listen queue, since the machine started (of this
/// network namespace); each is tried again after a second. nullopt where the kernel does not tell.
std::optional<std::uint64_t> listen_overflows();

/// net.core.somaxconn, the most that the kernel lets a server ask for.
std::uint64_t listen_queue_max();

}  // namespace loadtest::net
