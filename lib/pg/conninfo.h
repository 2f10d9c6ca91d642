#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.h"

namespace loadtest::pg {

/// Where a database is and how to log in, as libpq takes it: connection string or URL, then service file, then
/// environment, then libpq's defaults.
class Conninfo {
 public:
  struct Host {
    std::string name;     // as the user wrote it; a folder or "@name" = Unix socket
    std::string address;  // hostaddr: given, or found by resolve()
    std::string port;
    /// Where there is an address, libpq goes there whatever the name is.
    bool is_socket() const { return address.empty() && (name.starts_with('/') || name.starts_with('@')); }
  };

  /// `password` is used where the text has none (PGPASSWORD, which was taken out of the environment). Errors (usage):
  /// not a connection string; they never repeat a secret.
  static Result<Conninfo> read(const std::string& text, const std::string& password);

  std::string get(std::string_view keyword) const;
  void set(std::string_view keyword, std::string value);
  /// In the order in which libpq tries them.
  std::vector<Host> hosts() const;
  /// Looks every name up and pins the addresses, so that libpq never does. Blocks. Errors (target): one that does not
  /// resolve while no other host is left; a host of several that does not resolve is left out.
  Status resolve();

  /// Whether a login may take its processor time at the server from this machine: some host is a Unix socket or, as far
  /// as addresses are known, loopback. A tunnel looks the same; taking it for near is the mistake that costs less.
  bool on_this_machine() const;

  /// For libpq and libpqxx; holds the secrets.
  std::string text() const;
  /// Passwords, for the redactor.
  std::vector<std::string> secrets() const;

 private:
  std::map<std::string, std::string, std::less<>> values_;  // by keyword; no empty ones
};

}  // namespace loadtest::pg
