#include "target/free_port.h"

#include <fmt/format.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

namespace loadtest::target {

Result<std::uint16_t> free_port(std::uint16_t asked) {
  using boost::asio::ip::tcp;
  boost::asio::io_context io;
  tcp::acceptor acceptor(io);
  boost::system::error_code error;
  acceptor.open(tcp::v4(), error);
  if (!error) acceptor.set_option(tcp::acceptor::reuse_address(true), error);
  if (!error) acceptor.bind({boost::asio::ip::address_v4::loopback(), asked}, error);
  if (!error) acceptor.listen(1, error);
  const std::uint16_t port = error ? 0 : acceptor.local_endpoint(error).port();
  if (!error) return port;
  return fail(ErrorKind::target, fmt::format("the database cannot listen on 127.0.0.1:{}: {}", asked, error.message()),
              "try another --db-port, 0 = any free one");
}

}  // namespace loadtest::target
