#include "target/ephemeral_postgres.h"

#include <fmt/format.h>
#include <sys/random.h>

#include <array>
#include <cstdlib>

#include "core/text.h"
#include "target/make_database.h"

namespace loadtest::target {

namespace {

Result<Secret> random_password() {
  std::array<unsigned char, 16> bytes{};
  if (::getrandom(bytes.data(), bytes.size(), 0) != static_cast<ssize_t>(bytes.size())) {
    return fail(ErrorKind::internal, "the system has no randomness for a password");
  }
  std::string text;
  for (const unsigned char byte : bytes) text += fmt::format("{:02x}", byte);
  return Secret(text);
}

// The port is named in any case: $PGPORT would be used otherwise, for the name of the socket too.
Secret address(std::string_view role, const std::filesystem::path& folder, std::uint16_t port, bool by_tcp,
               const Secret& password) {
  const std::string& word = password.reveal();
  return Secret(by_tcp ? fmt::format("postgresql://{}:{}@127.0.0.1:{}/wheels_wins", role, word, port)
                       : fmt::format("postgresql://{}:{}@/wheels_wins?host={}&port={}", role, word,
                                     percent_encode(folder.string()), port));
}

}  // namespace

Result<std::unique_ptr<EphemeralPostgres>> EphemeralPostgres::start(const PostgresOptions& options, StopRequest& stop) {
  std::array<Secret, 3> passwords;
  for (Secret& password : passwords) {
    auto random = random_password();
    if (!random) return tl::unexpected(random.error());
    password = std::move(*random);
  }
  const auto& [admin, user, authenticator] = passwords;
  const char* temporary = std::getenv("TMPDIR");
  auto folder = PrivateFolder::make(temporary ? temporary : "");
  if (!folder) return tl::unexpected(folder.error());
  auto server = PostgresServer::start(folder->path(), folder->lock(), options, admin, stop);
  if (!server) return tl::unexpected(server.error());
  const std::uint16_t port = (*server)->port();
  const auto made = make_database({folder->path(), port, admin}, user, authenticator, stop);
  if (!made) return tl::unexpected(made.error());
  const auto address_of = [&](std::string_view role, const Secret& password) {
    return address(role, folder->path(), port, options.port.has_value(), password);
  };
  Secret url = address_of("postgres", user), chat_url = address_of("authenticator", authenticator);
  return std::unique_ptr<EphemeralPostgres>(
      new EphemeralPostgres(std::move(*folder), std::move(*server), std::move(url), std::move(chat_url)));
}

}  // namespace loadtest::target
