#pragma once

#include <sys/types.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace loadtest {

/// A real PostgreSQL for tests: own folder, own user when we are root, SCRAM, TLS with a certificate of its own (for
/// "localhost"), on 127.0.0.1 and a Unix socket. Gone with the object.
class PostgresCluster {
 public:
  /// The one of this test binary, started on first use. Null = there is no PostgreSQL here; `why_not()` says so.
  static PostgresCluster* get();
  static const std::string& why_not();
  /// Tests that cannot run fail instead of being skipped.
  static bool required();

  ~PostgresCluster();
  PostgresCluster(const PostgresCluster&) = delete;
  PostgresCluster& operator=(const PostgresCluster&) = delete;

  // A superuser's, by SCRAM.
  std::string over_socket() const { return "host=" + folder_ + where(); }
  std::string over_tcp() const { return "host=localhost hostaddr=127.0.0.1" + where(); }

  const std::string& folder() const { return folder_; }
  std::string authority() const { return folder_ + "/server.crt"; }
  std::uint16_t port() const { return port_; }
  static constexpr const char* user = "tester";
  static constexpr const char* password = "open sesame'\\ 7";

 private:
  PostgresCluster() = default;
  std::string where() const;
  bool start(const std::string& programs);
  bool run(const std::vector<std::string>& command) const;
  pid_t spawn(const std::vector<std::string>& command) const;

  std::string folder_;
  std::uint16_t port_ = 0;
  std::optional<std::pair<uid_t, gid_t>> owner_;  // who runs it, if that is not us
  pid_t server_ = -1;
};

}  // namespace loadtest
