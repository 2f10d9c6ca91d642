#include "target/shared_memory_sweep.h"

#include <signal.h>
#include <sys/shm.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <fstream>
#include <sstream>
#include <string>

#include "target/child_process.h"

namespace loadtest::target {

namespace {

// PostgreSQL's segment is no more than a header of 56 bytes; what is larger is somebody else's.
constexpr std::uint64_t header_bytes_max = 64;

/// A line of /proc/sysvipc/shm.
struct Segment {
  int id = -1;
  std::uint64_t bytes = 0;
  pid_t creator = 0;
  std::uint64_t attached = 0;
  uid_t owner = 0;
  std::int64_t made_s = 0;
};

bool read(const std::string& line, Segment& segment) {
  std::istringstream fields(line);
  std::string skipped;
  fields >> skipped >> segment.id >> skipped >> segment.bytes >> segment.creator >> skipped >> segment.attached >>
      segment.owner;
  // Groups, creators, and the times of the last attaching and letting go.
  for (int field = 0; field < 5; ++field) fields >> skipped;
  return static_cast<bool>(fields >> segment.made_s);
}

bool is_dead(pid_t process) { return ::kill(process, 0) != 0 && errno == ESRCH; }

}  // namespace

SharedMemorySweep::~SharedMemorySweep() {
  end_children();
  const std::int64_t began_s = std::chrono::duration_cast<std::chrono::seconds>(began_.time_since_epoch()).count();
  std::ifstream table("/proc/sysvipc/shm");
  Segment segment;
  for (std::string line; std::getline(table, line);) {
    if (!read(line, segment) || segment.owner != ::geteuid() || segment.attached > 0) continue;
    if (segment.bytes > header_bytes_max) continue;
    if (segment.made_s >= began_s && is_dead(segment.creator)) ::shmctl(segment.id, IPC_RMID, nullptr);
  }
}

}  // namespace loadtest::target
